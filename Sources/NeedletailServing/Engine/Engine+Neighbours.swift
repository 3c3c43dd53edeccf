import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailRetrieval
import NeedletailStore
import Synchronization

/// What makes items similar.
public enum ItemLikeness: Sendable, Hashable {
  /// What the model says; where it cannot, `users`.
  case model
  /// The same users had them: the cosine of the sets of their users.
  case users
  /// Their points, the label `embedding` of each, lie near each other; scores are negated Euclidean distances.
  case embeddings
}

extension Engine {
  /// The items most similar to an item, itself and hidden ones left out.
  ///
  /// - Parameters:
  ///   - item: the item's external id.
  ///   - likeness: what makes items similar.
  ///   - count: the length of the list.
  ///   - offset: how many of the most similar are left out before it.
  ///   - category: the category that they must belong to; nil for any.
  /// - Returns: best first; shorter when there are no more items of which anything is known.
  /// - Throws: `ServingError`: notFound for an unknown item.
  public func similar(
    to item: String, by likeness: ItemLikeness = .model, count: Int, offset: Int = 0, category: String? = nil
  ) async throws -> [ScoredID] {
    try Self.check(count: count, offset: offset)
    return try await computed { core in
      try core.similar(to: item, likeness, count, offset, category)
    }
  }

  /// The users most similar to a user: by the cosine of the sets of items that they had.
  ///
  /// Bounded: at most the latest 1,000 items of the user speak, and of an item with more than 20,000 users an
  /// even share of about so many.
  /// - Throws: `ServingError`: notFound for an unknown user.
  public func neighbours(of user: String, count: Int, offset: Int = 0) async throws -> [ScoredID] {
    try Self.check(count: count, offset: offset)
    return try await computed { core in try core.neighbours(of: user, count, offset) }
  }
}

extension EngineCore {
  fileprivate func similar(
    to item: String, _ likeness: ItemLikeness, _ count: Int, _ offset: Int, _ category: String?
  ) throws -> [ScoredID] {
    let identifiers = store.identifiers
    let clock = EngineClock.milliseconds
    let (view, choice, state) = state.withLock { state in
      let view = state.currentView(now: clock)
      return (
        view, ItemChoice(state, categories: category.map { [$0] } ?? [], user: nil), LikenessState(state)
      )
    }
    let code = identifiers.item(item)
    guard let row = view.map.row(of: item, identifiers),
      code.map({ Int($0) < state.exists.count && state.exists[Int($0)].exists })
        ?? (Int(row) < view.catalogue.modelItemCount)
    else { throw ServingError(.notFound, "no item '\(item)'") }
    if likeness == .model, let similar = view.served.recommender as? any SimilarItems,
      Int(row) < view.catalogue.modelItemCount
    {
      // Items that may not be shown are taken out afterwards: as many more are asked for.
      let margin = category == nil ? view.catalogue.hidden.memberCount : view.catalogue.count
      let wanted = min(view.catalogue.modelItemCount, count + offset + margin)
      let list = try similar.similar(to: ItemRow(rawValue: row), count: wanted).filter { other in
        let code = view.map.codes[Int(other.item)]
        return code < 0 ? category == nil : choice.holds(code)
      }
      let page = list.dropFirst(offset).prefix(count)
      return zip(view.map.ids(of: page.map(\.item), identifiers), page)
        .map { ScoredID(id: $0, score: Double($1.score)) }
    }
    guard let code else { return [] }
    var best = BestItems<Double>(count: count + offset) { identifiers.itemID($0) }
    let scores = likeness == .embeddings ? state.nearness(to: code) : cosines(to: code, state)
    for (other, score) in scores where other != code && choice.holds(other) {
      best.insert(other, score: score)
    }
    return best.sorted.dropFirst(offset).map { ScoredID(id: $0.id, score: $0.score) }
  }

  /// The cosine of an item's users with those of every item that shares some.
  private func cosines(to code: Int32, _ state: LikenessState) -> [(item: Int32, score: Double)] {
    let (users, step) = LikenessState.bounded(state.usersOfItem[Int(code)])
    let histories = self.state.withLock { state in users.map { state.histories.history(of: $0) } }
    var shared: [Int32: Int] = [:]
    for history in histories {
      for item in Set(history.events.lazy.filter { $0.time <= state.now }.map(\.item)) {
        shared[item, default: 0] += 1
      }
    }
    let own = Double(state.usersOfItem[Int(code)].count)
    return shared.compactMap { item, count in
      guard Int(item) < state.usersOfItem.count, !state.usersOfItem[Int(item)].isEmpty else { return nil }
      return (item, Double(count * step) / (own * Double(state.usersOfItem[Int(item)].count)).squareRoot())
    }
  }

  fileprivate func neighbours(of user: String, _ count: Int, _ offset: Int) throws -> [ScoredID] {
    let identifiers = store.identifiers
    guard let code = identifiers.user(user) else { throw ServingError(.notFound, "no user '\(user)'") }
    let clock = EngineClock.milliseconds
    let (history, state) = state.withLock { state in
      _ = state.currentView(now: clock)
      return (state.histories.history(of: code), LikenessState(state))
    }
    var items = Set<Int32>()
    for event in history.events.reversed() where items.count < 1_000 && event.time <= state.now {
      items.insert(event.item)
    }
    var shared: [Int32: Int] = [:]
    for item in items {
      let (users, step) = LikenessState.bounded(state.usersOfItem[Int(item)])
      for user in users where user != code { shared[user, default: 0] += step }
    }
    let others = Array(shared.keys)
    let sizes = self.state.withLock { state in others.map { state.histories.itemCount(of: $0) } }
    var best = BestItems<Double>(count: count + offset) { identifiers.userID($0) }
    for (other, size) in zip(others, sizes) where size > 0 {
      let score = Double(shared[other] ?? 0) / (Double(history.items) * Double(size)).squareRoot()
      best.insert(other, score: score)
    }
    return best.sorted.dropFirst(offset).map { ScoredID(id: $0.id, score: $0.score) }
  }
}

/// What likenesses are computed from, taken out of the state at one moment.
private struct LikenessState: Sendable {
  let usersOfItem: [[Int32]]
  let exists: [ItemTable.Entry]
  let embeddings: [Int32: [Float]]
  let now: Int64

  init(_ state: LiveState) {
    usersOfItem = state.histories.usersOfItem
    exists = state.items.entries
    embeddings = state.items.embeddings
    now = state.histories.now
  }

  /// All users of a short list; of a long one an even share, which depends on nothing but the users, and how
  /// many each stands for.
  static func bounded(_ users: [Int32]) -> (users: [Int32], step: Int) {
    let step = (users.count + 19_999) / 20_000
    return step <= 1 ? (users, 1) : (users.filter { Int($0) % step == 0 }, step)
  }

  /// Negated Euclidean distances from an item's point to the points of all others in the same space.
  func nearness(to code: Int32) -> [(item: Int32, score: Double)] {
    guard let own = embeddings[code] else { return [] }
    return embeddings.compactMap { item, point in
      guard point.count == own.count else { return nil }
      var square = 0.0
      for index in own.indices {
        let difference = Double(own[index]) - Double(point[index])
        square += difference * difference
      }
      return (item, -square.squareRoot())
    }
  }
}
