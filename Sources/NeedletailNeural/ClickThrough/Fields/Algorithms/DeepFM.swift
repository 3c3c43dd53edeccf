public import NeedletailCore
import NeedletailData

/// A factorisation machine and a multilayer perceptron on the same vectors, added up before the logistic function
/// (Guo et al., IJCAI 2017).
public struct DeepFM: FieldAlgorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "deepfm", summary: "A factorisation machine and a multilayer perceptron on one table of vectors.",
    paper: "Guo et al., DeepFM: A Factorization-Machine based Neural Network for CTR Prediction, IJCAI 2017",
    hyperparameters: FieldHyperparameters.vectors() + FieldHyperparameters.perceptron()
      + FieldHyperparameters.training(),
    memoryFormula:
      "(24·k + 28)·(u + n) bytes for vectors of k numbers, u users and n items, as much for each value of another "
      + "field, and 24 for each parameter of the perceptron")

  /// The hyper-parameters.
  public let hyperparameters: HyperparameterValues

  /// From checked hyper-parameters.
  ///
  /// - Throws: `SpecificationError` for hidden layers that are none.
  public init(_ values: HyperparameterValues) throws {
    try values.checkHidden()
    hyperparameters = values
  }

  var design: FieldDesign {
    var design = hyperparameters.vectorDesign(l2Dense: hyperparameters.number("l2Dense"))
    design.hasPairs = true
    return design
  }

  func network(_ space: FieldSpace) -> FieldNetwork.Design {
    FieldNetwork.Design(
      fields: space.fields.count, dimension: design.dimension, towers: [hyperparameters.perceptron(space)])
  }
}
