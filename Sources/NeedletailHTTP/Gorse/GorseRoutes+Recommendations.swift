import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailServing
import NeedletailStore

extension GorseRoutes {
  /// Lists for a user, for a session, and for everybody.
  func addRecommendations(to routes: inout RouteGroup) {
    for path in ["recommend/{user}", "recommend/{user}/{category}"] {
      routes.on(.get, path, scope: .read) { request, context in try await recommend(request, context) }
    }
    for path in ["collaborative-filtering/{user}", "collaborative-filtering/{user}/{category}"] {
      routes.on(.get, path, scope: .read) { request, context in try await collaborative(request, context) }
    }
    for path in ["session/recommend", "session/recommend/{category}"] {
      routes.on(.post, path, scope: .read) { request, context in try await session(request, context) }
    }
    for path in ["latest", "latest/{category}"] {
      routes.on(.get, path, scope: .read) { request, context in
        scores(try await common("latest", request, context))
      }
    }
    routes.on(.get, "non-personalized/{name}", scope: .read) { request, context in
      var response = scores(try await common(context.pathParameter("name"), request, context))
      response.headers[.lastModified] = HTTPDate.text(state.now())
      return response
    }
  }

  /// The list for a user: the engine's, filled up with the newest items, which are all that somebody without a
  /// history gets. On request what was shown is written back as feedback, of now or of a later time.
  private func recommend(_ request: Request, _ context: ServerContext) async throws -> Response {
    let user = try context.pathParameter("user")
    var query = try QueryReader(request)
    let (count, offset) = try query.window()
    let categories = query.categories(path: try category(context))
    let type = try query.text("write-back-type") ?? ""
    let delay = try writeBackDelay(&query)
    let total = count == 0 ? 0 : min(count + offset, 1000)
    let list = total > 0 ? try await filled(user: user, count: total, categories: categories) : []
    let shown = Array(list.dropFirst(offset).prefix(count))
    if !type.isEmpty {
      try await writeBack(shown, type: type, user: user, time: state.now() + delay, context)
    }
    let version = HTTPField.Name("X-API-Version").flatMap { request.headers[$0] }
    return version == "2" ? scores(shown) : .json(.array(shown.map { .string($0.id) }))
  }

  /// The engine's list first for somebody with a history, the newest items first for somebody without; each is
  /// filled up with the other.
  private func filled(user: String, count: Int, categories: [String]) async throws -> [ScoredID] {
    func ranked() async throws -> [ScoredID] {
      try await self.ranked(user: user, history: [], count: count, categories: categories)
    }
    let isKnown = try await hasHistory(user)
    var list = isKnown ? try await ranked() : []
    func add(_ more: [ScoredID]) {
      let present = Set(list.map(\.id))
      list += more.lazy.filter { !present.contains($0.id) }.prefix(count - list.count)
    }
    if list.count < count {
      add(try state.engine.latest(count: count, offset: 0, categories: categories, user: user))
    }
    // Items that nobody gave a time are not among the newest.
    if list.count < count, !isKnown { add(try await ranked()) }
    return list
  }

  /// What the model alone says: nothing for somebody without a history.
  private func collaborative(_ request: Request, _ context: ServerContext) async throws -> Response {
    let user = try context.pathParameter("user")
    var query = try QueryReader(request)
    let (count, offset) = try query.window()
    let categories = query.categories(path: try category(context))
    let onlooker = try query.onlooker()
    let total = count == 0 ? 0 : min(count + offset, 1000)
    guard total > 0, try await hasHistory(user) else { return scores([]) }
    let hidden = try await touched(by: onlooker)
    let list = try await ranked(
      user: user, history: [], count: total, categories: categories, excluded: Array(hidden))
    return scores(Array(list.dropFirst(offset).prefix(count)))
  }

  /// The list for what somebody without a name has just done.
  private func session(_ request: Request, _ context: ServerContext) async throws -> Response {
    var query = try QueryReader(request)
    let (count, offset) = try query.window()
    let categories = query.categories(path: try category(context))
    var events: [(event: RecommendationRequest.HistoryEvent, time: Int64)] = []
    for object in try GorseObject.list(await body(request)) {
      let time = try object.time("Timestamp")
      let value = try object.number("Value") ?? 0
      let event = RecommendationRequest.HistoryEvent(
        item: try object.id("ItemId"), kind: try object.string("FeedbackType"),
        value: value == 0 ? 1 : Float(value), time: time)
      events.append((event, time ?? Timestamp.unknown))
    }
    let total = count == 0 ? 0 : min(count + offset, 1000)
    guard total > 0 else { return scores([]) }
    // Those without a time stay in the order they came.
    let history = events.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element.event)
    let list = try await ranked(user: nil, history: history, count: total, categories: categories)
    return scores(Array(list.dropFirst(offset).prefix(count)))
  }

  /// A list that is the same for everybody, but for what one onlooker knows already.
  private func common(
    _ name: String, _ request: Request, _ context: ServerContext
  ) async throws -> [ScoredID] {
    var query = try QueryReader(request)
    let (count, offset) = try query.window()
    let categories = query.categories(path: try category(context))
    let user = try query.onlooker()
    guard name == "latest" || name == "trending" || name == "popular" else {
      throw RequestFault(
        .notFound, "non-personalized recommender \(name) not found; there are latest, popular and trending")
    }
    guard count > 0 else { return [] }
    let engine = try state.engine
    if name == "latest" {
      return try engine.latest(count: count, offset: offset, categories: categories, user: user)
    }
    return try engine.trending(count: count, offset: offset, categories: categories, user: user)
  }

  // MARK: Parts

  /// The category that the older addresses have as their last part; nil for the newer ones.
  func category(_ context: ServerContext) throws -> String? {
    context.parameters.get("category") == nil ? nil : try context.pathParameter("category")
  }

  private func ranked(
    user: String?, history: [RecommendationRequest.HistoryEvent], count: Int, categories: [String],
    excluded: [String] = []
  ) async throws -> [ScoredID] {
    var question = RecommendationRequest(user: user)
    question.history = history
    question.count = count
    question.excluded = excluded
    question.filter = CategoryRule.text(categories)
    question.time = state.now()
    do {
      let answer = try await state.engine.recommend(question)
      return answer.items.map { ScoredID(id: $0.id, score: Double($0.score)) }
    } catch let error as ServingError where error.code == .invalid && error.part == "filter" {
      // No item has a category at all.
      return []
    }
  }

  private func hasHistory(_ user: String) async throws -> Bool {
    let filter = FeedbackFilter(user: user, now: state.now())
    return try await state.reading { !(try $0.feedback(filter, from: nil, count: 1).elements.isEmpty) }
  }

  /// The items a user has ever touched; none for nobody.
  func touched(by user: String?) async throws -> Set<String> {
    guard let user else { return [] }
    return Set(try await feedback(FeedbackFilter(user: user, now: state.now())).map(\.item))
  }

  private func writeBackDelay(_ query: inout QueryReader) throws -> Int64 {
    guard let text = try query.text("write-back-delay"), !text.isEmpty else { return 0 }
    guard let delay = GoDuration.milliseconds(text) else {
      throw RequestFault(
        .invalid, part: "write-back-delay", "expected a span of time like 10m, found '\(text.prefix(40))'")
    }
    return delay
  }

  private func writeBack(
    _ list: [ScoredID], type: String, user: String, time: Int64, _ context: ServerContext
  ) async throws {
    guard !type.utf8.contains(UInt8(ascii: "/")), !user.isEmpty else {
      throw RequestFault(.invalid, part: "write-back-type", "expected a type of feedback without '/'")
    }
    guard context.caller.scopes.contains(.write) else {
      throw RequestFault(.forbidden, part: "write-back-type", "this key may not write")
    }
    let events = list.map { NewEvent(user: user, item: $0.id, kind: type, value: 0, time: time) }
    _ = try await write(events.map { .addEvent($0) })
  }
}
