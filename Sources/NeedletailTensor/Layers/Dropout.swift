/// Elements zero with a probability while training, the others scaled so that the mean stays.
public struct Dropout: Layer {
  /// The probability, in 0 ..< 1.
  public let probability: Double

  /// A layer without parameters.
  public init(_ probability: Double) { self.probability = probability }

  /// Keeps the shape.
  public func callAsFunction(_ x: Tensor, isTraining: Bool) -> Tensor {
    x.dropout(probability, isTraining: isTraining)
  }

  /// Adds nothing.
  public func list(into list: inout TensorList) {}
}
