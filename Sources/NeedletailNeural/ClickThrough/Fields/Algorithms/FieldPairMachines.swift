public import NeedletailCore
import NeedletailData

/// A factorisation machine whose pairs of fields have a trained strength each: r_ij ⟨e_i, e_j⟩ (Pan et al., WWW 2018).
///
/// It begins as a factorisation machine, with all strengths 1. The vector of a multi-valued field is the sum over its
/// members, which have no pairs among themselves.
public struct FieldWeightedMachine: FieldAlgorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "fwfm", summary: "A factorisation machine with a trained strength for each pair of fields.",
    paper: "Pan et al., Field-weighted Factorization Machines for Click-Through Rate Prediction, WWW 2018",
    hyperparameters: FieldHyperparameters.vectors() + [FieldHyperparameters.denseL2(0)]
      + FieldHyperparameters.training(),
    memoryFormula: FactorizationMachine.descriptor.memoryFormula)

  /// The hyper-parameters.
  public let hyperparameters: HyperparameterValues

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { hyperparameters = values }

  var design: FieldDesign { hyperparameters.vectorDesign(l2Dense: hyperparameters.number("l2Dense")) }

  func network(_ space: FieldSpace) -> FieldNetwork.Design {
    FieldNetwork.Design(fields: space.fields.count, dimension: design.dimension, pairs: .weighted)
  }
}

/// A factorisation machine whose pairs of fields have a trained matrix each: e_iᵀ W_ij e_j (Sun et al., WWW 2021).
///
/// It begins as a factorisation machine, with all matrices the identity.
public struct FieldMatrixMachine: FieldAlgorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "fmfm", summary: "A factorisation machine with a trained matrix for each pair of fields.",
    paper: "Sun et al., FM²: Field-matrixed Factorization Machines for Recommender Systems, WWW 2021",
    hyperparameters: FieldHyperparameters.vectors() + [FieldHyperparameters.denseL2(0)]
      + FieldHyperparameters.training(),
    memoryFormula: "\(FactorizationMachine.descriptor.memoryFormula), and 24·(f·k)² for f fields")

  /// The hyper-parameters.
  public let hyperparameters: HyperparameterValues

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { hyperparameters = values }

  var design: FieldDesign { hyperparameters.vectorDesign(l2Dense: hyperparameters.number("l2Dense")) }

  func network(_ space: FieldSpace) -> FieldNetwork.Design {
    FieldNetwork.Design(fields: space.fields.count, dimension: design.dimension, pairs: .matrix)
  }
}
