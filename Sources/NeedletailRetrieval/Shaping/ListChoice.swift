/// Which candidates a list of a shape takes, counted as they are taken.
struct ListChoice {
  private let shape: ListShape
  private let limit: Int
  private var free: Int
  private var taken: Set<Int32>
  private var quotaCounts: [Int]
  private var categoryCounts: [UInt64: Int] = [:]
  /// Places of candidates that were taken.
  private var chosen: [Int] = []

  init(shape: ListShape, pinned: [Candidate]) {
    self.shape = shape
    limit = shape.cap?.limit(of: shape.count) ?? 0
    free = shape.count - pinned.count
    taken = Set(pinned.map(\.item))
    quotaCounts = [Int](repeating: 0, count: shape.quotas.count)
    for candidate in pinned { note(candidate.item) }
  }

  /// The places of the chosen candidates, ascending.
  mutating func choose(from candidates: [Candidate]) -> [Int] {
    for (number, quota) in shape.quotas.enumerated() where quota.atLeast > 0 {
      for (place, candidate) in candidates.enumerated() {
        guard free > 0, quotaCounts[number] < quota.atLeast else { break }
        if quota.items.holds(candidate.item) { consider(candidate.item, at: place, isCapped: true) }
      }
    }
    for isCapped in [true, false] {
      for (place, candidate) in candidates.enumerated() {
        guard free > 0 else { break }
        consider(candidate.item, at: place, isCapped: isCapped)
      }
    }
    return chosen.sorted()
  }

  private mutating func consider(_ item: Int32, at place: Int, isCapped: Bool) {
    guard !taken.contains(item), isWithinQuotas(item), !isCapped || isWithinCap(item) else { return }
    taken.insert(item)
    chosen.append(place)
    free -= 1
    note(item)
  }

  private func isWithinQuotas(_ item: Int32) -> Bool {
    for (number, quota) in shape.quotas.enumerated() {
      if let atMost = quota.atMost, quotaCounts[number] >= atMost, quota.items.holds(item) { return false }
    }
    return true
  }

  private func isWithinCap(_ item: Int32) -> Bool {
    guard let cap = shape.cap else { return true }
    return cap.categories(item).allSatisfy { categoryCounts[$0, default: 0] < limit }
  }

  private mutating func note(_ item: Int32) {
    for (number, quota) in shape.quotas.enumerated() where quota.items.holds(item) {
      quotaCounts[number] += 1
    }
    for category in shape.cap?.categories(item) ?? [] { categoryCounts[category, default: 0] += 1 }
  }
}
