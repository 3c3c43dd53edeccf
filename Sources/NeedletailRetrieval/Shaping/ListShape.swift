/// What a finished list must look like: pins at their places, quotas kept, no category too large.
///
/// The list is made greedily, and so that it can be foretold:
/// 1. pins take their places, and count for quotas and the cap;
/// 2. for each quota in its order, the best candidates of its set are taken until it has its `atLeast`;
/// 3. the best of all other candidates are taken until the list is full;
/// 4. what was taken stands in the free places in the order it came.
///
/// Steps 2 and 3 pass over a candidate that would put any quota above its `atMost`, and one that would put a
/// category above the cap. Where candidates run out, the cap yields (so that a list is not shorter for it), the
/// quotas do not. Pins are never refused: what they exceed is only not made worse. Where quotas overlap, an item
/// counts for each that it belongs to, and an earlier `atLeast` goes before a later one; no search is made for a
/// choice that would serve all.
public struct ListShape: Sendable {
  /// An item at a place.
  public struct Pin: Sendable, Hashable {
    /// The item, with the score it shall show; it need not be among the candidates.
    public var candidate: Candidate
    /// The place, from 0. Pins beyond the list are left out; of two pins for one item the first counts, and of
    /// two at one place the later takes the next free one. Where a list is too short to reach a pin's place, the
    /// pin stands at its end.
    public var place: Int
    /// A pin.
    public init(_ candidate: Candidate, place: Int) {
      self.candidate = candidate
      self.place = place
    }
  }

  /// A bound on items of a set.
  public struct Quota: Sendable, Hashable {
    /// The items; rows beyond the set are not in it.
    public var items: ItemSet
    /// At least so many, as far as there are candidates and places.
    public var atLeast: Int
    /// At most so many; nil for any number.
    public var atMost: Int?
    /// A bound.
    public init(items: ItemSet, atLeast: Int = 0, atMost: Int? = nil) {
      self.items = items
      self.atLeast = atLeast
      self.atMost = atMost
    }
  }

  /// A bound on the share that any one category may have.
  public struct Cap: Sendable {
    /// The largest share of the list's `count`, 0...1; rounded down, but one item of a category may always stand.
    public var share: Double
    /// The categories of an item, distinct; an item without any is never passed over.
    public var categories: @Sendable (Int32) -> [UInt64]
    /// A bound.
    public init(share: Double, categories: @escaping @Sendable (Int32) -> [UInt64]) {
      self.share = share
      self.categories = categories
    }

    /// How many items of one category a list of `count` may have.
    func limit(of count: Int) -> Int {
      guard share < 1 else { return count }
      return share > 0 ? max(1, Int(share * Double(count))) : 1
    }
  }

  /// The length of the list.
  public var count: Int
  /// Items at places.
  public var pins: [Pin]
  /// Bounds on sorts of items.
  public var quotas: [Quota]
  /// A bound on categories.
  public var cap: Cap?

  /// A shape.
  public init(count: Int, pins: [Pin] = [], quotas: [Quota] = [], cap: Cap? = nil) {
    self.count = count
    self.pins = pins
    self.quotas = quotas
    self.cap = cap
  }

  /// The list: at most `count` items, none twice.
  ///
  /// Without pins, quotas and cap it is the first `count` candidates.
  ///
  /// - Parameter candidates: best first; of equal items the first counts.
  /// - Complexity: O(n · (quotas + categories of an item)).
  public func list(from candidates: [Candidate]) -> [Candidate] {
    guard count > 0 else { return [] }
    let placed = placedPins()
    var choice = ListChoice(shape: self, pinned: placed.map(\.candidate))
    let rows = choice.choose(from: candidates)
    return Self.laidOut(rows.map { candidates[$0] }, around: placed)
  }

  /// Pins at distinct places within the list, by place.
  private func placedPins() -> [Pin] {
    var pinned: [Int: Pin] = [:]
    var items: Set<Int32> = []
    for pin in pins where (0..<count).contains(pin.place) && !items.contains(pin.candidate.item) {
      // Places are few: at most as many are taken as there are pins.
      var place = pin.place
      while pinned[place] != nil { place += 1 }
      guard place < count else { continue }
      items.insert(pin.candidate.item)
      pinned[place] = Pin(pin.candidate, place: place)
    }
    return pinned.values.sorted { $0.place < $1.place }
  }

  private static func laidOut(_ chosen: [Candidate], around pins: [Pin]) -> [Candidate] {
    var list: [Candidate] = []
    var rest = chosen[...]
    for pin in pins {
      while list.count < pin.place, let next = rest.popFirst() { list.append(next) }
      list.append(pin.candidate)
    }
    return list + rest
  }
}
