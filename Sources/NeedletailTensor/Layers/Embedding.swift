public import NeedletailMath

/// A row of numbers for each index, all of them parameters with dense gradients: for few rows.
///
/// Vocabularies of items and users belong in an `EmbeddingTable`, whose rows stay outside the graph.
public struct Embedding: Layer {
  /// count × dimension.
  public let weight: Tensor

  /// Drawn rows.
  public init(
    count: Int, dimension: Int, initializer: Initializer = .normal(standardDeviation: 0.02),
    placement: Placement = Placement(), random: inout RandomStream
  ) {
    weight = initializer.parameter([count, dimension], placement, &random)
  }

  /// Maps indices (`int64`, of any shape) to … × dimension.
  ///
  /// - Precondition: indices are in 0 ..< count.
  public func callAsFunction(_ indices: Tensor) -> Tensor {
    Operator.embedding([.tensor(weight), .tensor(indices)])
  }

  /// Adds `weight`.
  public func list(into list: inout TensorList) { list.parameter("weight", weight) }
}

extension Operator {
  fileprivate static let embedding = Operator("embedding")
}
