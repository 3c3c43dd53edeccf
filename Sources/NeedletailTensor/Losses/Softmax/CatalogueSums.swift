import NeedletailMath

/// The sums over all items that label smoothing needs.
///
/// The uniform part of a smoothed target meets every logit with the same weight, and logits are linear: so its
/// loss and its gradients follow from the sum of the items, of the biases and of the queries, without a pass over
/// logits.
struct CatalogueSums: Sendable {
  /// The mean item.
  let item: [Double]
  /// The mean bias.
  let bias: Double
  private let sharpness: Double

  /// Sums the items of a batch, range by range.
  init(_ batch: SoftmaxBatch, sharpness: Float, shape: SoftmaxShape, pool: WorkerPool) {
    let width = batch.dimension + 1
    var parts = [Double](repeating: 0, count: shape.ranges * width)
    parts.withUnsafeMutableBufferPointer { parts in
      let parts = SharedPointer(parts)
      pool.forEach(count: shape.ranges) { range in
        let sum = parts.base + range * width
        for row in shape.items(of: range) {
          let item = batch.items + row * batch.dimension
          for k in 0..<batch.dimension { sum[k] += Double(item[k]) }
          if let bias = batch.bias { sum[batch.dimension] += Double(bias[row]) }
        }
      }
    }
    var sums = [Double](repeating: 0, count: width)
    for range in 0..<shape.ranges { for k in 0..<width { sums[k] += parts[range * width + k] } }
    item = sums.dropLast().map { $0 / Double(batch.itemCount) }
    bias = sums[batch.dimension] / Double(batch.itemCount)
    self.sharpness = Double(sharpness)
  }

  /// The mean of a query's logits over all items.
  func meanLogit(of batch: SoftmaxBatch, query: Int) -> Double {
    let row = batch.queries + query * batch.dimension
    var sum = bias
    for k in 0..<batch.dimension { sum += Double(row[k]) * item[k] }
    return sum * sharpness
  }

  /// Adds what smoothing does to a query's gradient.
  func push(query gradient: UnsafeMutablePointer<Float>, smoothing: Float, share: Double) {
    let scale = -Double(smoothing) * share * sharpness
    for k in item.indices { gradient[k] += Float(scale * item[k]) }
  }

  /// What smoothing makes of every item's gradient: the same row for all.
  func itemStart(of pass: SoftmaxPass) -> [Float] {
    var sum = [Double](repeating: 0, count: pass.batch.dimension)
    for position in pass.positions {
      let row = pass.batch.queries + Int(position) * pass.batch.dimension
      for k in sum.indices { sum[k] += Double(row[k]) }
    }
    let scale = -Double(pass.terms.smoothing) * pass.share * sharpness / Double(pass.batch.itemCount)
    return sum.map { pass.positions.isEmpty ? 0 : Float(scale * $0) }
  }
}
