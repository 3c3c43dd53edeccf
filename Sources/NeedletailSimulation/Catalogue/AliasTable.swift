import NeedletailMath

/// Draws from a fixed discrete distribution in constant time (Walker 1977, Vose 1991).
struct AliasTable: Sendable {
  private let chances: [Float]
  private let aliases: [Int32]

  /// The distribution with probabilities in proportion to weights.
  ///
  /// - Precondition: there is a weight, none is negative, and one is positive.
  init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    var scaled = weights.map { $0 * Double(weights.count) / total }
    var chances = [Float](repeating: 1, count: weights.count)
    var aliases = weights.indices.map(Int32.init)
    var small = scaled.indices.filter { scaled[$0] < 1 }
    var large = scaled.indices.filter { scaled[$0] >= 1 }
    while let low = small.popLast(), let high = large.last {
      chances[low] = Float(scaled[low])
      aliases[low] = Int32(high)
      scaled[high] -= 1 - scaled[low]
      if scaled[high] < 1 {
        large.removeLast()
        small.append(high)
      }
    }
    self.chances = chances
    self.aliases = aliases
  }

  /// A random index.
  func draw(_ stream: inout RandomStream) -> Int {
    let slot = Int((UInt64(stream.nextWord()) * UInt64(chances.count)) >> 32)
    return stream.uniformFloat() < chances[slot] ? slot : Int(aliases[slot])
  }
}
