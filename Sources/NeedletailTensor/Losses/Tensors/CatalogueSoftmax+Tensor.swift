public import NeedletailMath

extension CatalogueSoftmax {
  /// The mean loss of a batch in tensors, in nats, as a number that gradients flow back from.
  ///
  /// On the host the kernels compute loss and gradients in one pass over the catalogue; on another device its
  /// operators do, block by block of queries. Neither holds queries × items.
  ///
  /// - Parameters:
  ///   - queries: queries × dimension, `float32`.
  ///   - items: items × dimension, on the same device.
  ///   - bias: a number for each item, or nil.
  ///   - targets: the row of each query's item, or `SoftmaxBatch.ignored`.
  ///   - workspace: threads and memory of the host's kernels.
  /// - Returns: a single number; 0 when no query counts.
  /// - Throws: `LossError.targetOutOfRange`, `CancelledError`, the failure of memory or device of the running step.
  /// - Precondition: the shapes agree.
  public func loss(
    queries: Tensor, items: Tensor, bias: Tensor? = nil, targets: [Int32], in workspace: SoftmaxWorkspace,
    cancellation: Cancellation? = nil
  ) throws -> Tensor {
    require(
      queries.rank == 2 && items.rank == 2 && queries.dimension(1) == items.dimension(1),
      "catalogue softmax: queries of shape \(queries.shape), items of shape \(items.shape)")
    require(
      targets.count == queries.dimension(0),
      "catalogue softmax: \(targets.count) targets for queries of shape \(queries.shape)")
    if let bias {
      require(
        bias.shape == [items.dimension(0)],
        "catalogue softmax: a bias of shape \(bias.shape) for items of shape \(items.shape)")
    }
    let device = queries.device
    return try withoutGradients {
      device == .cpu
        ? try onHost(queries, items, bias, targets, workspace, cancellation)
        : try inBlocks(queries, items, bias, targets)
    }.number(queries, items, bias, on: device)
  }

  private func onHost(
    _ queries: Tensor, _ items: Tensor, _ bias: Tensor?, _ targets: [Int32], _ workspace: SoftmaxWorkspace,
    _ cancellation: Cancellation?
  ) throws -> SoftmaxTensors {
    let inputs = [queries, items] + (bias.map { [$0] } ?? [])
    let isLearning = inputs.contains(where: \.requiresGradient)
    let rows = inputs.map { $0.detached().contiguous() }
    let gradients = isLearning ? rows.map { $0.zerosLike() } : []
    let memory = try rows.map { try $0.withElements(of: Float.self) { $0.start } }
    let slopes = try gradients.map {
      try $0.withElements(of: Float.self) { UnsafeMutablePointer(mutating: $0.start) }
    }
    let value = try withExtendedLifetime((rows, gradients)) {
      try targets.withUnsafeBufferPointer { targets in
        try loss(
          SoftmaxBatch(
            queries: memory[0], queryCount: rows[0].dimension(0), items: memory[1],
            itemCount: rows[1].dimension(0),
            dimension: rows[0].dimension(1), bias: bias == nil ? nil : memory[2], targets: targets.start),
          gradients: isLearning
            ? SoftmaxGradients(queries: slopes[0], items: slopes[1], bias: bias == nil ? nil : slopes[2])
            : nil,
          in: workspace, cancellation: cancellation)
      }
    }
    return SoftmaxTensors(loss: value, gradients: gradients)
  }
}

/// A loss and its gradients with respect to queries, items and, if there is one, bias; none when none was asked for.
package struct SoftmaxTensors {
  /// In nats.
  package var loss: Double
  /// Each of the shape of its input.
  package var gradients: [Tensor]

  /// The loss as a number that gradients flow back from.
  func number(_ queries: Tensor, _ items: Tensor, _ bias: Tensor?, on device: Device) -> Tensor {
    let inputs = [queries, items] + (bias.map { [$0] } ?? [])
    return Tensor.number(loss, gradients: zip(inputs, gradients).map { ($0, $1) }, on: device)
  }
}

extension UnsafeMutableBufferPointer {
  /// The address of the first element; some address that is never read when there is none.
  fileprivate var start: UnsafePointer<Element> { UnsafeBufferPointer(self).start }
}
