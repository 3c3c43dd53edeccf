extension Tensor {
  /// A number whose gradients are known already: `backward` on it adds each of them, times what comes from above, to
  /// what its tensor was made from.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - gradients: of the number with respect to each tensor, of its shape; tensors that need none are passed over.
  static func number(_ value: Double, gradients: [(tensor: Tensor, gradient: Tensor)], on device: Device)
    -> Tensor
  {
    var result = Tensor(value, device: device)
    for (tensor, gradient) in gradients where tensor.requiresGradient {
      let linear = (tensor * gradient).sum()
      // Nothing but its gradient is left of the sum, unless it is not finite, as the value then is not either.
      result = result + (linear - linear.detached())
    }
    return result
  }
}
