import CTorch

extension Tensor {
  /// This tensor as a leaf that gradients are collected for.
  ///
  /// - Precondition: its elements are of floating point.
  @discardableResult
  public func requiringGradient(_ required: Bool = true) -> Tensor {
    require(dataType.isFloatingPoint || !required, "a gradient of \(self)")
    if let handle { TensorRuntime.check(torch.set_requires_gradient(handle, required), "requires_grad") }
    return self
  }

  /// The gradient collected so far; nil when there is none.
  public var gradient: Tensor? {
    get {
      TensorThread.requireCurrent()
      guard let handle else { return nil }
      var result: OpaquePointer?
      TensorRuntime.check(torch.gradient(handle, &result), "gradient")
      return result.map { Tensor(adopting: $0) }
    }
    set {
      TensorThread.requireCurrent()
      if let newValue { requireSameShape("gradient", self, newValue) }
      guard let handle else { return }
      TensorRuntime.check(torch.set_gradient(handle, newValue?.handle), "gradient")
    }
  }

  /// Adds the gradients of this tensor with respect to all leaves to those of the leaves.
  ///
  /// - Parameters:
  ///   - gradient: what comes from above, of this shape; nil for 1, when there is one element.
  ///   - keepingGraph: whether the graph serves another time.
  public func backward(gradient: Tensor? = nil, keepingGraph: Bool = false) {
    Tensor.backward([(self, gradient)], keepingGraph: keepingGraph)
  }

  /// Adds the gradients of several tensors at once, each with what comes from above.
  public static func backward(_ roots: [(tensor: Tensor, gradient: Tensor?)], keepingGraph: Bool = false) {
    TensorThread.requireCurrent()
    for (tensor, gradient) in roots {
      if let gradient {
        requireSameShape("backward", tensor, gradient)
      } else {
        require(tensor.count == 1, "backward: shape \(tensor.shape) needs a gradient from above")
      }
    }
    guard TensorThread.failure == nil, roots.allSatisfy({ $0.tensor.handle != nil }) else { return }
    let tensors = roots.map(\.tensor.handle)
    let gradients = roots.map { $0.gradient?.handle }
    TensorRuntime.check(torch.backward(tensors, gradients, Int32(roots.count), keepingGraph), "backward")
  }

  /// The same elements outside the graph.
  public func detached() -> Tensor { Operator.detach([.tensor(self)]) }
}

/// Runs tensor work that is not recorded for gradients.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  TensorThread.requireCurrent()
  let before = torch.set_gradient_mode(false)
  defer { _ = torch.set_gradient_mode(before) }
  return try body()
}

extension Operator {
  fileprivate static let detach = Operator("detach")
}
