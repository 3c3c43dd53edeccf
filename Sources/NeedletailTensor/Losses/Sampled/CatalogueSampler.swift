import Glibc
public import NeedletailMath

/// Draws sets of different items, the negatives that a batch shares.
public struct CatalogueSampler: Sendable {
  /// How many items there are.
  public let items: Int
  /// How many of them can be drawn.
  public let drawable: Int
  private let law: Law

  private enum Law: Sendable {
    case uniform
    case logUniform
    /// The probability of all items up to and including each.
    case weighted(cumulative: [Double])
  }

  /// Every item is as likely as any other.
  public static func uniform(items: Int) -> CatalogueSampler {
    precondition(items >= 0, "\(items) items")
    return CatalogueSampler(items: items, drawable: items, law: .uniform)
  }

  /// Item r has probability ln((r + 2) / (r + 1)) / ln(items + 1): Zipf's law for items numbered by falling
  /// popularity.
  public static func logUniform(items: Int) -> CatalogueSampler {
    precondition(items >= 0, "\(items) items")
    return CatalogueSampler(items: items, drawable: items, law: .logUniform)
  }

  /// An item's probability is proportional to its count to the power of `exponent`; items of count 0 are not drawn.
  ///
  /// - Precondition: no count is negative, one at least is positive, and the exponent is positive.
  public static func popularity(_ counts: [Int], exponent: Double = 1) -> CatalogueSampler {
    precondition(exponent > 0, "an exponent of \(exponent)")
    var cumulative: [Double] = []
    cumulative.reserveCapacity(counts.count)
    var sum = 0.0
    for count in counts {
      precondition(count >= 0, "a count of \(count)")
      if count > 0 { sum += pow(Double(count), exponent) }
      cumulative.append(sum)
    }
    precondition(sum > 0, "no item has a count")
    return CatalogueSampler(
      items: counts.count, drawable: counts.count { $0 > 0 },
      law: .weighted(cumulative: cumulative.map { $0 / sum }))
  }

  /// The probability that one draw is an item.
  public func probability(of item: Int) -> Double {
    precondition(item >= 0 && item < items, "item \(item) of \(items)")
    switch law {
    case .uniform: return 1 / Double(items)
    case .logUniform: return log1p(1 / Double(item + 1)) / log(Double(items + 1))
    case .weighted(let cumulative): return cumulative[item] - (item == 0 ? 0 : cumulative[item - 1])
    }
  }

  /// Draws `count` different items, in the order of their draws.
  ///
  /// Draws are repeated until enough are different, but uniform ones are made without replacement, so that all items
  /// can be had.
  ///
  /// - Precondition: `count` is at most the number of items that can be drawn.
  /// - Complexity: O(`count`) draws while `count` is a small part of the probability.
  public func sample(_ count: Int, from stream: inout RandomStream) -> NegativeSample {
    precondition(count >= 0 && count <= drawable, "\(count) negatives of \(drawable) items")
    var chosen = Set<Int32>(minimumCapacity: count)
    var order: [Int32] = []
    order.reserveCapacity(count)
    var draws = 0
    while order.count < count {
      draws += 1
      var item = Int32(draw(order.count, of: count, from: &stream))
      // Floyd's step (CACM 30, 1987): when the item was drawn before, the last of those in play was not.
      if case .uniform = law, chosen.contains(item) { item = Int32(items - count + order.count) }
      if chosen.insert(item).inserted { order.append(item) }
    }
    return NegativeSample(items: order, draws: draws, sampler: self)
  }

  /// One draw; a uniform one is from the items in play at this step of Floyd's method.
  private func draw(_ step: Int, of count: Int, from stream: inout RandomStream) -> Int {
    switch law {
    case .uniform: return stream.index(below: items - count + step + 1)
    case .logUniform:
      let value = exp(stream.uniform() * log(Double(items + 1))) - 1
      return min(items - 1, max(0, Int(value)))
    case .weighted(let cumulative): return Self.place(of: stream.uniform(), in: cumulative)
    }
  }

  /// The first item whose cumulative probability exceeds a number.
  private static func place(of value: Double, in cumulative: [Double]) -> Int {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// How often an item is expected among `count` different items that took `draws` draws: the probability that it
  /// is one of them.
  func expectedCount(of item: Int, among count: Int, draws: Int) -> Double {
    if case .uniform = law { return Double(count) / Double(items) }
    return -expm1(Double(draws) * log1p(-probability(of: item)))
  }
}

/// Different items and how they were drawn.
public struct NegativeSample: Sendable {
  /// The items.
  public let items: [Int32]
  /// How many draws it took.
  public let draws: Int
  private let sampler: CatalogueSampler

  init(items: [Int32], draws: Int, sampler: CatalogueSampler) {
    self.items = items
    self.draws = draws
    self.sampler = sampler
  }

  /// The natural logarithm of the probability that an item is in such a sample; minus infinity for an item that
  /// cannot be drawn.
  public func logExpectedCount(of item: Int) -> Float {
    Float(log(sampler.expectedCount(of: item, among: items.count, draws: draws)))
  }
}
