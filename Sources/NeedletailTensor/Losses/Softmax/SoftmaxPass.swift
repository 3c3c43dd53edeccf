import CKernels
import NeedletailMath

/// Softmax cross-entropy of queries over items, in one pass over blocks of queries.
///
/// For a block, each range of items computes its logits, replaces them by exponentials relative to its own largest
/// logit, and sums items so weighted (`forward`). With all ranges done, each query knows its normaliser and thereby
/// a factor for each range (`combine`), with which the exponentials, never touched again, become the weights of
/// queries in the gradients of items (`backward`). So every logit is computed once, and a block takes exactly three
/// products of `queries × items × dimension`.
struct SoftmaxPass: Sendable {
  let batch: SoftmaxBatch
  let terms: SoftmaxTerms
  let gradients: SoftmaxGradients?
  let shape: SoftmaxShape
  let memory: SoftmaxMemory
  /// The queries that count.
  let positions: [Int32]
  /// The sums over items that smoothing needs; nil without it.
  let itemSums: CatalogueSums?

  /// The mean loss of the queries that count, 0 when there are none; gradients are written where they are wanted.
  ///
  /// - Parameter candidates: how many of the batch's items, the first ones, the softmax is over.
  static func run(
    _ batch: SoftmaxBatch, candidates: Int, terms: SoftmaxTerms, gradients: SoftmaxGradients?,
    in workspace: SoftmaxWorkspace, cancellation: Cancellation?
  ) throws -> Double {
    let positions = try batch.positions()
    let shape = SoftmaxShape(queries: positions.count, items: candidates, dimension: batch.dimension)
    let sums =
      terms.smoothing > 0
      ? CatalogueSums(batch, sharpness: terms.sharpness, shape: shape, pool: workspace.pool) : nil
    return try workspace.withFloats(SoftmaxMemory.floats(shape, gradients: gradients != nil)) { base in
      let pass = SoftmaxPass(
        batch: batch, terms: terms, gradients: gradients, shape: shape,
        memory: SoftmaxMemory(shape, at: base), positions: positions, itemSums: sums)
      return try pass.run(pool: workspace.pool, cancellation: cancellation)
    }
  }

  private func run(pool: WorkerPool, cancellation: Cancellation?) throws -> Double {
    startGradients(pool)
    var losses = [Double](repeating: 0, count: shape.block)
    var total = 0.0
    for first in stride(from: 0, to: positions.count, by: shape.block) {
      let block = SoftmaxBlock(positions: first..<min(first + shape.block, positions.count))
      pool.forEach(count: block.strips) { strip in pack(block, strip: strip) }
      try pool.forEach(count: shape.ranges, cancellation: cancellation) { range in
        forward(block, range: range)
      }
      losses.withUnsafeMutableBufferPointer { losses in
        let losses = SharedPointer(losses)
        pool.forEach(count: block.strips) { strip in
          combine(block, strip: strip, losses: losses.base + strip * SoftmaxShape.strip)
        }
      }
      if let gradients {
        try pool.forEach(count: shape.ranges, cancellation: cancellation) { range in
          backward(block, range: range, into: gradients)
        }
        if case .apart = terms.target { pullTargets(block, in: 0..<batch.itemCount, into: gradients) }
      }
      for lane in 0..<block.positions.count { total += losses[lane] }
    }
    return positions.isEmpty ? 0 : total / Double(positions.count)
  }

  /// The weight of a query in the mean.
  var share: Double { 1 / Double(positions.count) }

  /// The target of a place in `positions`.
  func target(of place: Int) -> Int { Int(batch.targets[Int(positions[place])]) }
}

/// A run of places in the list of queries that count.
struct SoftmaxBlock: Sendable {
  let positions: Range<Int>

  /// How many strips the block fills, the last perhaps in part.
  var strips: Int { (positions.count + SoftmaxShape.strip - 1) / SoftmaxShape.strip }

  /// The places of a strip.
  func places(of strip: Int) -> Range<Int> {
    let first = positions.lowerBound + strip * SoftmaxShape.strip
    return first..<min(first + SoftmaxShape.strip, positions.upperBound)
  }
}
