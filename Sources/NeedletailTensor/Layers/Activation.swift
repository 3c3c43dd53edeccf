/// A function of each element between layers.
public enum Activation: String, CaseIterable, Sendable {
  /// x itself.
  case identity
  /// max(0, x).
  case relu
  /// x · Φ(x).
  case gelu
  /// 1 / (1 + exp(−x)).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh

  /// Applies the function.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .identity: x
    case .relu: x.relu()
    case .gelu: x.gelu()
    case .sigmoid: x.sigmoid()
    case .tanh: x.tanh()
    }
  }
}
