import CKernels
import NeedletailMath

extension SoftmaxPass {
  /// Sets the gradients to what does not depend on logits: zero, or the pull of smoothing.
  func startGradients(_ pool: WorkerPool) {
    guard let gradients else { return }
    for position in 0..<batch.queryCount where batch.targets[position] == SoftmaxBatch.ignored {
      (gradients.queries + position * batch.dimension).update(repeating: 0, count: batch.dimension)
    }
    let row = itemSums.map { $0.itemStart(of: self) }
    let bias = itemSums == nil ? 0 : -terms.smoothing * terms.sharpness / Float(batch.itemCount)
    let chunk = 1024
    pool.forEach(count: (batch.itemCount + chunk - 1) / chunk) { number in
      let items = number * chunk..<min(batch.itemCount, (number + 1) * chunk)
      if let row {
        for item in items {
          for k in 0..<batch.dimension { gradients.items[item * batch.dimension + k] = row[k] }
        }
      } else {
        (gradients.items + items.lowerBound * batch.dimension)
          .update(repeating: 0, count: items.count * batch.dimension)
      }
      gradients.bias.map {
        ($0 + items.lowerBound).update(repeating: positions.isEmpty ? 0 : bias, count: items.count)
      }
    }
  }

  /// Adds a block's queries to the gradients of a range of items.
  func backward(_ block: SoftmaxBlock, range: Int, into gradients: SoftmaxGradients) {
    let (lanes, width) = (SoftmaxShape.strip, shape.width)
    let items = shape.items(of: range)
    let bytes = lanes * (width + 1) * MemoryLayout<Float>.stride
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { buffer in
      let queries = buffer.baseAddress!.assumingMemoryBound(to: Float.self)
      let weights = queries + lanes * width
      for strip in 0..<block.strips {
        let factors = memory.factors(of: strip, range: range)
        let rows = memory.rows(of: strip)
        for lane in 0..<lanes {
          weights[lane] = factors[lane] * terms.sharpness
          for k in 0..<width { queries[lane * width + k] = rows[lane * width + k] * factors[lane] }
        }
        needletail_strip_add_queries(
          memory.exponentials(of: strip, range: range), items.count, queries, width, batch.dimension,
          gradients.items + items.lowerBound * batch.dimension, batch.dimension, weights,
          gradients.bias.map { $0 + items.lowerBound })
      }
    }
    if case .among = terms.target { pullTargets(block, in: items, into: gradients) }
  }

  /// Adds the block's queries to the gradients of their targets, of those that lie in a range.
  func pullTargets(_ block: SoftmaxBlock, in items: Range<Int>, into gradients: SoftmaxGradients) {
    for strip in 0..<block.strips {
      let pulls = memory.targets(of: strip)
      for (lane, place) in block.places(of: strip).enumerated() where items.contains(target(of: place)) {
        let row = memory.rows(of: strip) + lane * shape.width
        let sums = gradients.items + target(of: place) * batch.dimension
        for k in 0..<batch.dimension { sums[k] += pulls[lane] * row[k] }
        if let bias = gradients.bias { bias[target(of: place)] += pulls[lane] * terms.sharpness }
      }
    }
  }
}
