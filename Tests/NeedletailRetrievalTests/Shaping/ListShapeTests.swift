import NeedletailMath
import NeedletailRetrieval
import Testing

@Suite struct ListShapeTests {
  private static let rows = 30

  /// The promise of `ListShape`, word by word, with everything counted anew at each step.
  private static func oracle(_ shape: ListShape, _ candidates: [Candidate]) -> [Int32] {
    var places: [Int: Int32] = [:]
    for pin in shape.pins
    where pin.place >= 0 && pin.place < shape.count && !places.values.contains(pin.candidate.item) {
      if let free = (pin.place..<shape.count).first(where: { places[$0] == nil }) {
        places[free] = pin.candidate.item
      }
    }
    var taken: [Int32] = []
    func inList() -> [Int32] { Array(places.values) + taken }
    func holds(_ set: ItemSet, _ item: Int32) -> Bool { Int(item) < set.count && set[Int(item)] }
    func isAllowed(_ item: Int32, isCapped: Bool) -> Bool {
      let list = inList()
      guard !list.contains(item), list.count < shape.count else { return false }
      for quota in shape.quotas where holds(quota.items, item) {
        if let most = quota.atMost, list.count(where: { holds(quota.items, $0) }) >= most { return false }
      }
      guard isCapped, let cap = shape.cap else { return true }
      let limit = max(1, Int(cap.share * Double(shape.count)))
      return cap.categories(item).allSatisfy { category in
        list.count { cap.categories($0).contains(category) } < limit
      }
    }
    for quota in shape.quotas {
      for candidate in candidates where holds(quota.items, candidate.item) {
        guard inList().count(where: { holds(quota.items, $0) }) < quota.atLeast else { break }
        if isAllowed(candidate.item, isCapped: true) { taken.append(candidate.item) }
      }
    }
    for isCapped in [true, false] {
      for candidate in candidates where isAllowed(candidate.item, isCapped: isCapped) {
        taken.append(candidate.item)
      }
    }
    var rest = candidates.map(\.item).filter { taken.contains($0) }
    var list: [Int32] = []
    for place in 0..<max(shape.count, 0) {
      if let pin = places[place] {
        list.append(pin)
      } else if !rest.isEmpty {
        list.append(rest.removeFirst())
      }
    }
    return list
  }

  private static func shape(_ random: inout RandomStream) -> ListShape {
    var shape = ListShape(count: Int.random(in: 0..<14, using: &random))
    shape.pins = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
      ListShape.Pin(
        Candidate(item: Int32.random(in: 0..<40, using: &random), score: 0),
        place: Int.random(in: -1..<15, using: &random))
    }
    shape.quotas = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
      ListShape.Quota(
        items: randomSet(rows, 0.4, &random), atLeast: Int.random(in: 0..<5, using: &random),
        atMost: Bool.random(using: &random) ? Int.random(in: 0..<7, using: &random) : nil)
    }
    if Bool.random(using: &random) {
      shape.cap = ListShape.Cap(share: [0, 0.2, 0.5, 1].randomElement(using: &random)!) { item in
        item % 5 == 0 ? [] : item % 5 == 1 ? [1, 2] : [UInt64(item % 5)]
      }
    }
    return shape
  }

  @Test("agrees with its promise word by word", arguments: 0..<50)
  func agreement(seed: Int) {
    var random = RandomStream(seed: UInt64(seed), stream: 8)
    for _ in 0..<20 {
      let shape = Self.shape(&random)
      let candidates = randomCandidates(
        Int.random(in: 0...Self.rows, using: &random), rows: Self.rows, &random)
      let list = shape.list(from: candidates)
      #expect(list.map(\.item) == Self.oracle(shape, candidates))
      #expect(list.count <= max(shape.count, 0))
      #expect(Set(list.map(\.item)).count == list.count)
      for quota in shape.quotas {
        guard let most = quota.atMost else { continue }
        let pinned = Set(shape.pins.map(\.candidate.item)).count {
          Int($0) < Self.rows && quota.items[Int($0)]
        }
        #expect(list.count { Int($0.item) < Self.rows && quota.items[Int($0.item)] } <= max(most, pinned))
      }
    }
  }

  @Test("With one quota no other list of its sort has a better sum", arguments: 0..<40)
  func oneQuotaIsBest(seed: Int) {
    var random = RandomStream(seed: UInt64(seed), stream: 9)
    let candidates = randomCandidates(9, rows: 12, &random)
    let set = randomSet(12, 0.5, &random)
    let least = Int.random(in: 0..<4, using: &random)
    let shape = ListShape(count: 4, quotas: [.init(items: set, atLeast: least, atMost: max(least, 1))])
    let list = shape.list(from: candidates)
    let members = candidates.count { set[Int($0.item)] }
    var best = -Float.infinity
    for mask in 0..<(1 << candidates.count) where mask.nonzeroBitCount == list.count {
      let chosen = candidates.indices.filter { mask >> $0 & 1 == 1 }.map { candidates[$0] }
      let inSet = chosen.count { set[Int($0.item)] }
      guard inSet >= min(least, members), inSet <= max(least, 1) else { continue }
      best = max(best, chosen.reduce(0) { $0 + $1.score })
    }
    #expect(list.reduce(0) { $0 + $1.score } == best)
    #expect(list.count { set[Int($0.item)] } >= min(least, members))
  }

  @Test("Half of a list at most is of one genre while others are there", arguments: [1, 2, 5, 10, 20])
  func halfOfAGenre(count: Int) {
    let candidates = (0..<60).map { Candidate(item: $0, score: Float(60 - $0)) }
    let genre: @Sendable (Int32) -> [UInt64] = { $0 < 30 ? [1] : [2, UInt64(3 + $0 % 2)] }
    let list = ListShape(count: count, cap: .init(share: 0.5, categories: genre)).list(from: candidates)
    #expect(list.count == count)
    for category in UInt64(1)...4 {
      #expect(list.count { genre($0.item).contains(category) } <= max(1, count / 2) + (count % 2))
    }
    let alone = ListShape(count: count, cap: .init(share: 0.5) { _ in [1] }).list(from: candidates)
    #expect(alone == Array(candidates.prefix(count)))
  }

  @Test func pinsStandAtTheirPlaces() {
    let candidates = (0..<4).map { Candidate(item: $0, score: Float(-$0)) }
    func list(_ pins: [(Int32, Int)], count: Int = 4) -> [Int32] {
      ListShape(count: count, pins: pins.map { .init(Candidate(item: $0.0, score: 0), place: $0.1) })
        .list(from: candidates).map(\.item)
    }
    #expect(list([(3, 0)]) == [3, 0, 1, 2])
    #expect(list([(9, 2)]) == [0, 1, 9, 2])
    #expect(list([(9, 1), (9, 3), (8, 1)]) == [0, 9, 8, 1])
    #expect(list([(9, 4), (8, -1)]) == [0, 1, 2, 3])
    #expect(list([(9, 7)], count: 8) == [0, 1, 2, 3, 9])
    #expect(list([(9, 3), (8, 3)]) == [0, 1, 2, 9])
    #expect(list([(9, 0)], count: 0).isEmpty)
  }

  @Test func anEmptyShapeIsTheHeadOfTheCandidates() {
    var random = RandomStream(seed: 3)
    let candidates = randomCandidates(20, rows: 40, &random)
    for count in [-1, 0, 5, 30] {
      #expect(ListShape(count: count).list(from: candidates) == Array(candidates.prefix(max(count, 0))))
    }
  }
}
