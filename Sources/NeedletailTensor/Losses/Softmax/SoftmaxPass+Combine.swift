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
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * lanes) { scratch in
      let most = scratch.baseAddress!
      findLargest(places, strip: strip, into: most)
      // From the largest logit of a range to the factor between its exponentials and those of the whole.
      needletail_strip_exponentials(factors, shape.ranges, most, most + lanes)
      for (lane, place) in places.enumerated() {
        losses[lane] = weigh(place, strip: strip, lane: lane, most: most[lane])
      }
    }
    for lane in places.count..<lanes {
      for range in 0..<shape.ranges { factors[range * lanes + lane] = 0 }
    }
    if let gradients { writeQueries(places, strip: strip, into: gradients) }
  }

  /// The largest logit of each lane over all terms; a target that is a term of its own gets its logit here.
  private func findLargest(_ places: Range<Int>, strip: Int, into most: UnsafeMutablePointer<Float>) {
    let lanes = SoftmaxShape.strip
    let (factors, targets) = (memory.factors(of: strip), memory.targets(of: strip))
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
  }

  /// The loss of a query in nats; its factors become the weights of exponentials in the gradient, its target's logit
  /// the gradient with respect to that.
  private func weigh(_ place: Int, strip: Int, lane: Int, most: Float) -> Double {
    let lanes = SoftmaxShape.strip
    let (factors, sums) = (memory.factors(of: strip), memory.sums(of: strip))
    let target = memory.targets(of: strip) + lane
    let logit = Double(target.pointee)
    let relative = logit - Double(most)
    var total = 0.0
    for range in 0..<shape.ranges {
      total += Double(factors[range * lanes + lane]) * Double(sums[range * lanes + lane])
    }
    var pull = Double(terms.smoothing) - 1
    if case .apart = terms.target {
      let own = exp2(relative)
      total += own
      pull = own / total - 1
    }
    target.pointee = Float(pull * share)
    let scale = Float(share / total)
    for range in 0..<shape.ranges { factors[range * lanes + lane] *= scale }
    let surprise = log2(total) - relative
    guard let itemSums else { return surprise * .ln2 }
    // −Σ_j y_j ln p_j with y = (1 − ε) at the target and ε/m at each item.
    let smoothing = Double(terms.smoothing)
    let mean = itemSums.meanLogit(of: batch, query: Int(positions[place]))
    return (surprise + smoothing * logit) * .ln2 - smoothing * mean
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
