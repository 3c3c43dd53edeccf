import NeedletailStore
import Synchronization

extension Engine {
  /// The newest items, by time, newest first (ties in the order of ids as bytes); scores are Unix seconds. Items
  /// without a time are left out, and so are those of the future.
  ///
  /// - Parameters:
  ///   - count: the length of the list.
  ///   - offset: how many of the newest are left out before it.
  ///   - categories: items must belong to all of these.
  ///   - user: leaves out all that this user has touched.
  /// - Complexity: O(items).
  public func latest(count: Int, offset: Int = 0, categories: [String] = [], user: String? = nil) throws
    -> [ScoredID]
  {
    let (choice, now, _) = try choice(count, offset, categories, user)
    let identifiers = core.store.identifiers
    var best = BestItems<Int64>(count: count + offset) { identifiers.itemID($0) }
    for code in choice.codes {
      let time = choice.time(of: code)
      if time > .min, time <= now, choice.holds(code) { best.insert(code, score: time) }
    }
    return best.sorted.dropFirst(offset).map { ScoredID(id: $0.id, score: Double($0.score) / 1_000) }
  }

  /// What is consumed most at present, ties in the order of ids as bytes; scores are decayed numbers of events.
  /// Items without events of late are left out.
  ///
  /// - Parameters:
  ///   - count: the length of the list.
  ///   - offset: how many of the most consumed are left out before it.
  ///   - categories: items must belong to all of these.
  ///   - user: leaves out all that this user has touched.
  /// - Complexity: O(items).
  public func trending(count: Int, offset: Int = 0, categories: [String] = [], user: String? = nil) throws
    -> [ScoredID]
  {
    let (choice, _, scores) = try choice(count, offset, categories, user)
    let identifiers = core.store.identifiers
    var best = BestItems<Float>(count: count + offset) { identifiers.itemID($0) }
    for code in choice.codes where scores[Int(code)] > 0 && choice.holds(code) {
      best.insert(code, score: scores[Int(code)])
    }
    return best.sorted.dropFirst(offset).map { ScoredID(id: $0.id, score: Double($0.score)) }
  }

  private func choice(
    _ count: Int, _ offset: Int, _ categories: [String], _ user: String?
  ) throws(ServingError) -> (ItemChoice, now: Int64, trend: [Float]) {
    try Self.check(count: count, offset: offset)
    let user = user.flatMap { core.store.identifiers.user($0) }
    let clock = EngineClock.milliseconds
    return core.state.withLock { state in
      _ = state.currentView(now: clock)
      return (
        ItemChoice(state, categories: categories, user: user), state.histories.now,
        state.histories.trend.scores
      )
    }
  }

  /// Refuses lengths and offsets that no list has.
  static func check(count: Int, offset: Int) throws(ServingError) {
    guard PreparedRequest.counts.contains(count) else {
      throw ServingError(.invalid, part: "count", "expected 1 to 1000, found \(count)")
    }
    guard PreparedRequest.offsets.contains(offset) else {
      throw ServingError(.invalid, part: "offset", "expected 0 to 10000, found \(offset)")
    }
  }
}
