extension Tensor {
  /// The mean logistic loss of logits against targets in 0 … 1, computed without loss for large logits.
  ///
  /// - Parameter weights: of each element's loss, of a shape that broadcasts; nil for 1.
  /// - Precondition: both have the same shape.
  public func binaryCrossEntropy(targets: Tensor, weights: Tensor? = nil) -> Tensor {
    requireSameShape("binaryCrossEntropy", self, targets)
    if let weights { requireBroadcast("binaryCrossEntropy", self, weights) }
    return Operator.binaryCrossEntropy([.tensor(self), .tensor(targets), .optional(weights)])
  }

  /// The mean of −log softmax at the target classes.
  ///
  /// - Parameters:
  ///   - targets: one class for each row of this tensor, rows × classes; `int64`. A negative one of -100 is left out.
  ///   - labelSmoothing: the share of each target that is spread over all classes.
  public func crossEntropy(targets: Tensor, labelSmoothing: Double = 0) -> Tensor {
    require(
      rank == 2 && targets.rank == 1 && dimension(0) == targets.dimension(0),
      "crossEntropy: shapes \(shape) and \(targets.shape)")
    return Operator.crossEntropy([
      .tensor(self), .tensor(targets), .none, .integer(1), .integer(-100), .real(labelSmoothing),
    ])
  }

  /// The mean squared difference to targets of the same shape.
  public func meanSquaredError(targets: Tensor) -> Tensor {
    requireSameShape("meanSquaredError", self, targets)
    return (self - targets).squared().mean()
  }
}

extension Operator {
  fileprivate static let binaryCrossEntropy = Operator("binary_cross_entropy_with_logits")
  fileprivate static let crossEntropy = Operator("cross_entropy_loss")
}
