import CKernels

extension Tensor {
  /// Each element zero with a probability, the others scaled so that the mean stays (Srivastava et al., JMLR 15, 2014);
  /// the elements themselves outside training.
  ///
  /// Draws from the generator that `TensorRuntime.seed` seeds: on the host one number, which a hash of the place of each
  /// element goes on from, as LibTorch's generator takes longer for a mask than a layer does for its product.
  /// - Precondition: the probability is in 0 ..< 1.
  public func dropout(_ probability: Double, isTraining: Bool) -> Tensor {
    require(probability >= 0 && probability < 1, "dropout with probability \(probability)")
    guard isTraining, probability > 0 else { return self }
    guard device == .cpu, dataType == .float32 else {
      return Operator.dropout([.tensor(self), .real(probability), .boolean(true)])
    }
    let key = Tensor.zeros([], type: .int64)
    Operator.draw.run([.tensor(key), .none])
    let mask = Operator.empty([.integers(shape), .type(.float32)])
    // There is no memory to write to after a failure, which the end of the step throws.
    guard TensorThread.failure == nil else { return self }
    try? key.withElements(of: Int64.self) { key in
      try mask.withElements(of: Float.self) { mask in
        needletail_dropout_mask(mask.baseAddress, mask.count, UInt64(bitPattern: key[0]), probability)
      }
    }
    return self * mask
  }
}

extension Operator {
  fileprivate static let dropout = Operator("dropout")
  fileprivate static let draw = Operator("random_")
  fileprivate static let empty = Operator("empty", "memory_format")
}
