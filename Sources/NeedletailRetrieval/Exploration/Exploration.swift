/// Places of a list that are filled at random, so that what the model does not know gets a chance and what is
/// measured of it can be corrected for.
///
/// m places, never the first, are filled by uniform draws without replacement from the P items that pass all
/// filters and are not in the rest of the list: each of these is in the list with probability m/P, every other
/// item of the list with probability 1.
public struct Exploration: Sendable, Hashable {
  /// How many places.
  public enum Extent: Sendable, Hashable {
    /// This share of all places over many lists: a list of n items is explored with probability q in m places,
    /// m = ⌈share · n⌉, q = share · n / m.
    case share(Double)
    /// So many places of every list, as long as the first remains.
    case slots(Int)
  }

  /// How many places.
  public var extent: Extent
  /// Only items for which this holds are drawn; nil: any that pass the filters.
  public var rule: RuleExpression?

  /// Exploration.
  public init(_ extent: Extent, where rule: RuleExpression? = nil) {
    self.extent = extent
    self.rule = rule
  }

  /// How many places of a list are drawn, and with which probability; nil when none can be.
  ///
  /// - Parameters:
  ///   - count: the length of the list.
  ///   - pinned: the places, from 0, that are taken.
  func draws(count: Int, pinned: Set<Int>) -> (slots: Int, probability: Double)? {
    let free = count - 1 - pinned.count { $0 > 0 && $0 < count }
    switch extent {
    case .slots(let slots):
      let slots = min(slots, free)
      return slots > 0 ? (slots, 1) : nil
    case .share(let share):
      let expected = share * Double(count)
      let slots = min(Int(expected.rounded(.up)), free)
      return slots > 0 ? (slots, min(1, expected / Double(slots))) : nil
    }
  }

  /// The places of draws, ascending: spread evenly behind the first, beside the pins.
  static func places(slots: Int, count: Int, pinned: Set<Int>) -> [Int] {
    let free = (1..<max(count, 1)).filter { !pinned.contains($0) }
    return (0..<slots).map { free[(2 * $0 + 1) * free.count / (2 * slots)] }
  }
}
