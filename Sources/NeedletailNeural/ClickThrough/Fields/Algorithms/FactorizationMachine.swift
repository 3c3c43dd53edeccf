public import NeedletailCore
import NeedletailData

/// A weight for each value of a field and an inner product of vectors for each pair of values (Rendle, ICDM 2010).
///
/// ln(p / (1 − p)) = b + Σ x_i w_i + Σ_{i<j} ⟨v_i, v_j⟩ x_i x_j over all values of an example, members of one
/// multi-valued field included; x is 1, a member's own value, or the number of a numeric field.
public struct FactorizationMachine: FieldAlgorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "fm", summary: "A factorisation machine: a weight for each value, an inner product for each pair.",
    paper: "Rendle, Factorization Machines, ICDM 2010",
    hyperparameters: FieldHyperparameters.vectors() + FieldHyperparameters.training(),
    memoryFormula:
      "(24·k + 28)·(u + n) bytes for vectors of k numbers, u users and n items, and as much for each value of another "
      + "field")

  /// The hyper-parameters.
  public let hyperparameters: HyperparameterValues

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { hyperparameters = values }

  var design: FieldDesign {
    var design = hyperparameters.vectorDesign()
    design.hasPairs = true
    return design
  }

  func network(_ space: FieldSpace) -> FieldNetwork.Design {
    FieldNetwork.Design(fields: space.fields.count, dimension: design.dimension)
  }
}
