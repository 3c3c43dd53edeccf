import CKernels
import Glibc
import NeedletailMath

extension SoftmaxPass {
  /// The losses of a strip from the sums of all ranges, the factors of its exponentials, and the gradients of its
  /// queries.
  func combine(_ block: SoftmaxBlock, strip: Int, losses: UnsafeMutablePointer<Double>) {
    let lanes = SoftmaxShape.strip
    let places = block.places(of: strip)
    let factors = memory.factors(of: strip)
    let sums = memory.sums(of: strip)
    let targets = memory.targets(of: strip)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * lanes) { scratch in
      let most = scratch.baseAddress!
      most.initialize(repeating: -Float.greatestFiniteMagnitude, count: lanes)
      if case .apart(let added) = terms.target {
        for (lane, place) in places.enumerated() {
          targets[lane] = targetLogit(of: place, adding: added)
          most[lane] = targets[lane]
        }
      }
      for range in 0..<shape.ranges {
        for lane in 0..<lanes { most[lane] = max(most[lane], factors[range * lanes + lane]) }
      }
      needletail_strip_exponentials(factors, shape.ranges, most, most + lanes)
      for (lane, place) in places.enumerated() {
        var total = 0.0
        for range in 0..<shape.ranges {
          total += Double(factors[range * lanes + lane]) * Double(sums[range * lanes + lane])
        }
        let relative = Double(targets[lane]) - Double(most[lane])
        var pull = Double(terms.smoothing) - 1
        if case .apart = terms.target {
          let own = exp2(relative)
          total += own
          pull = own / total - 1
        }
        let smoothing = itemSums.map { $0.meanLogit(of: batch, query: Int(positions[place])) }
        losses[lane] = crossEntropy(
          log2(total) - relative, most: Double(most[lane]), target: Double(targets[lane]), mean: smoothing)
        let scale = Float(share / total)
        for range in 0..<shape.ranges { factors[range * lanes + lane] *= scale }
        targets[lane] = Float(pull * share)
      }
      for lane in places.count..<lanes {
        for range in 0..<shape.ranges { factors[range * lanes + lane] = 0 }
      }
    }
    if let gradients { writeQueries(places, strip: strip, into: gradients) }
  }

  /// The loss of a query in nats, from binary numbers: `surprise` of its target, and the mean logit of all items.
  private func crossEntropy(_ surprise: Double, most: Double, target: Double, mean: Double?) -> Double {
    guard let mean else { return surprise * .ln2 }
    // −Σ_j y_j ln p_j with y = (1 − ε) at the target and ε/m at each item.
    return (surprise + Double(terms.smoothing) * target) * .ln2 - Double(terms.smoothing) * mean
  }

  /// The binary logit of a target that is a term of its own.
  private func targetLogit(of place: Int, adding added: SoftmaxTerms.Numbers) -> Float {
    let position = Int(positions[place])
    let product = needletail_dot_in_order(
      batch.queries + position * batch.dimension, batch.items + target(of: place) * batch.dimension,
      batch.dimension)
    return (product + added.base[position]) * terms.binarySharpness
  }

  /// The gradients of the queries at some places.
  private func writeQueries(_ places: Range<Int>, strip: Int, into gradients: SoftmaxGradients) {
    let (lanes, width) = (SoftmaxShape.strip, shape.width)
    let factors = memory.factors(of: strip)
    let ranges = (0..<shape.ranges).map(Int32.init)
    var weights = [Float](repeating: 0, count: shape.ranges)
    var sum = [Float](repeating: 0, count: width)
    for (lane, place) in places.enumerated() {
      for range in 0..<shape.ranges { weights[range] = factors[range * lanes + lane] }
      for k in 0..<width { sum[k] = 0 }
      needletail_accumulate_rows(
        memory.parts(of: strip) + lane * width, lanes * width, ranges, weights, shape.ranges, &sum, width)
      let pull = memory.targets(of: strip)[lane]
      let target = batch.items + self.target(of: place) * batch.dimension
      let written = gradients.queries + Int(positions[place]) * batch.dimension
      for k in 0..<batch.dimension { written[k] = (sum[k] + pull * target[k]) * terms.sharpness }
      itemSums?.push(query: written, smoothing: terms.smoothing, share: share)
    }
  }
}
