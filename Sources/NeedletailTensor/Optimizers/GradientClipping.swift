/// A bound on gradients before a step.
public enum GradientClipping: Sendable, Hashable {
  /// The Euclidean norm of all gradients together is at most so much (Pascanu et al., ICML 2013).
  case norm(Double)
  /// Each element is at most so large, on either side of 0.
  case value(Double)

  /// Bounds the gradients of parameters, in place; those without one are left out.
  public func apply(to parameters: [NamedTensor]) {
    let gradients = parameters.compactMap(\.tensor.gradient)
    guard !gradients.isEmpty else { return }
    withoutGradients {
      switch self {
      case .norm(let bound):
        // The factor stays on the device: reading it would wait for all that was asked of a GPU.
        let total = Tensor.stacked(TensorLists.norms(gradients).map { $0.to(gradients[0].device) }).norm()
        let factor = Operator.quotientLimited([
          .tensor(Operator.reciprocal([.tensor(total + 1e-6)]) * bound), .real(1),
        ])
        for gradient in gradients { Operator.multiplyInPlace.run([.tensor(gradient), .tensor(factor)]) }
      case .value(let bound):
        for gradient in gradients {
          Operator.clampInPlace.run([.tensor(gradient), .real(-bound), .real(bound)])
        }
      }
    }
  }
}

extension Operator {
  fileprivate static let reciprocal = Operator("reciprocal")
  fileprivate static let quotientLimited = Operator("clamp_max")
  fileprivate static let multiplyInPlace = Operator("mul_", "Tensor")
  fileprivate static let clampInPlace = Operator("clamp_")
}
