extension CatalogueSoftmax {
  /// Loss and gradients by the operators of the tensors' device, block by block of queries.
  ///
  /// - Parameter elements: logits of a block: 64 MB, and some four times as much in all.
  package func inBlocks(
    _ queries: Tensor, _ items: Tensor, _ bias: Tensor?, _ targets: [Int32], elements: Int = 1 << 24
  ) throws -> SoftmaxTensors {
    let (count, itemCount) = (queries.dimension(0), items.dimension(0))
    let counted = try counted(targets, items: itemCount)
    let queryRows = queries.detached()
    let itemRows = items.detached()
    let itemGradient = itemRows.zerosLike()
    let biasGradient = bias.map { $0.detached().zerosLike() }
    let total = Tensor(0, type: .float64, device: queries.device)
    guard counted > 0 else {
      return SoftmaxTensors(
        loss: 0, gradients: [queryRows.zerosLike(), itemGradient] + (biasGradient.map { [$0] } ?? []))
    }
    var parts: [Tensor] = []
    let size = max(1, elements / max(1, itemCount))
    for first in stride(from: 0, to: count, by: size) {
      let range = first..<min(count, first + size)
      let rows = queryRows.slice(0, range)
      let slopes = block(
        rows, itemRows, bias?.detached(), Array(targets[range]), share: 1 / Double(counted), total)
      parts.append(slopes.matmul(itemRows))
      itemGradient.add(slopes.transposed().matmul(rows))
      if let biasGradient { biasGradient.add(slopes.sum(0)) }
    }
    return SoftmaxTensors(
      loss: try total.value(),
      gradients: [Tensor.concatenated(parts), itemGradient] + (biasGradient.map { [$0] } ?? []))
  }

  /// Adds the loss of a block to the total; returns its slopes, queries × items: of the loss with respect to the inner
  /// products, that is with the temperature divided out.
  private func block(
    _ queries: Tensor, _ items: Tensor, _ bias: Tensor?, _ targets: [Int32], share: Double, _ total: Tensor
  ) -> Tensor {
    let device = queries.device
    let (smoothing, itemCount) = (Double(labelSmoothing), Double(items.dimension(0)))
    let products = queries.matmul(items.transposed())
    let logProbabilities = ((bias.map { products + $0 } ?? products) / Double(temperature)).logSoftmax()
    let isCounted = Tensor(targets.map { $0 == SoftmaxBatch.ignored ? 0 : Float(share) }, device: device)
      .expanded(at: 1)
    let chosen = Tensor(targets.map { Int64(max(0, $0)) }, device: device).expanded(at: 1)
    let found = logProbabilities.gathering(chosen, along: 1)
    var loss = found * (smoothing - 1)
    // A bias of minus infinity may take items out as long as nothing is smoothed.
    if smoothing > 0 {
      loss = loss - logProbabilities.sum(1, keepingDimensions: true) * (smoothing / itemCount)
    }
    total.add((loss * isCounted).sum().to(.float64))
    let wanted = Tensor.full([targets.count, 1], smoothing - 1, device: device)
    let slopes = Operator.scatterAdd([
      .tensor(logProbabilities.exp() - smoothing / itemCount), .integer(1), .tensor(chosen), .tensor(wanted),
    ])
    return slopes * isCounted / Double(temperature)
  }

  /// How many queries count.
  private func counted(_ targets: [Int32], items: Int) throws(LossError) -> Int {
    var counted = 0
    for (position, target) in targets.enumerated() where target != SoftmaxBatch.ignored {
      guard target >= 0, target < items else {
        throw .targetOutOfRange(position: position, target: Int(target), items: items)
      }
      counted += 1
    }
    return counted
  }
}

extension Operator {
  fileprivate static let scatterAdd = Operator("scatter_add")
}
