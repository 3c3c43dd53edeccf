import Hummingbird
import NeedletailData
import NeedletailStore

extension GorseRoutes {
  /// Feedback: a view over the log of events, by type, user and item.
  func addFeedback(to routes: inout RouteGroup) {
    routes.on(.post, "feedback", scope: .write) { request, _ in
      try await insert(request) { .addEvent($0) }
    }
    routes.on(.put, "feedback", scope: .write) { request, _ in
      try await insert(request) { .replaceEvents($0) }
    }
    routes.on(.get, "feedback", scope: .read) { request, _ in try await feedback(request, kind: nil) }
    routes.on(.get, "feedback/{a}", scope: .read) { request, context in
      try await feedback(request, kind: context.pathParameter("a"))
    }
    routes.on(.get, "feedback/{a}/{b}", scope: .read) { _, context in
      let (user, item) = (try context.pathParameter("a"), try context.pathParameter("b"))
      return list(try await feedback(FeedbackFilter(user: user, item: item, now: state.now())))
    }
    routes.on(.get, "feedback/{a}/{b}/{c}", scope: .read) { _, context in
      let kind = try context.pathParameter("a")
      let (user, item) = (try context.pathParameter("b"), try context.pathParameter("c"))
      let found = try await feedback(FeedbackFilter(kind: kind, user: user, item: item, now: state.now()))
      return .json(found.first?.gorse ?? .object([]))
    }
    routes.on(.delete, "feedback/{a}/{b}", scope: .write) { _, context in
      let (user, item) = (try context.pathParameter("a"), try context.pathParameter("b"))
      return affected(try await remove(kind: nil, user: user, item: item))
    }
    routes.on(.delete, "feedback/{a}/{b}/{c}", scope: .write) { _, context in
      let (user, item) = (try context.pathParameter("b"), try context.pathParameter("c"))
      return affected(try await remove(kind: context.pathParameter("a"), user: user, item: item))
    }
    for (place, subject) in [("user/{user}/feedback", "user"), ("item/{item}/feedback", "item")] {
      routes.on(.get, place, scope: .read) { _, context in
        try await feedback(of: subject, kind: nil, context)
      }
      routes.on(.get, place + "/{type}", scope: .read) { _, context in
        try await feedback(of: subject, kind: context.pathParameter("type"), context)
      }
    }
  }

  private func insert(
    _ request: Request, _ change: @Sendable (NewEvent) -> Change
  ) async throws -> Response {
    let events = try GorseObject.list(await body(request)).map { try NewEvent(gorse: $0) }
    return affected(try await write(events.map(change)).count)
  }

  private func remove(kind: String?, user: String, item: String) async throws -> Int {
    do {
      let change = Change.removeEvents(user: user, item: item, kind: kind)
      return try await write([change], missing: RequestFault(.notFound, "")).reduce(0, +)
    } catch let fault as RequestFault where fault.code == .notFound {
      return 0
    }
  }

  private func feedback(of subject: String, kind: String?, _ context: ServerContext) async throws -> Response
  {
    let id = try context.pathParameter(subject)
    var filter = FeedbackFilter(kind: kind, now: state.now())
    if subject == "user" { filter.user = id } else { filter.item = id }
    return list(try await feedback(filter))
  }

  private func feedback(_ request: Request, kind: String?) async throws -> Response {
    var query = try QueryReader(request)
    let count = try query.amount("n", default: 10, atMost: 10_000)
    let start = try GorseCursor.start(query.text("cursor"))
    guard count > 0 else { return page("Feedback", Page<FeedbackRecord>([], next: start), \.gorse) }
    let filter = FeedbackFilter(kind: kind, now: state.now())
    let found = try await state.reading { try $0.feedback(filter, from: start, count: count) }
    return page("Feedback", found, \.gorse)
  }

  /// All feedback of one user, one item, or one pair: up to a hundred thousand records.
  func feedback(_ filter: FeedbackFilter) async throws -> [FeedbackRecord] {
    try await state.reading { store in
      var found: [FeedbackRecord] = []
      var start: String?
      repeat {
        let page = try store.feedback(filter, from: start, count: 1000)
        found += page.elements
        start = page.next
      } while start != nil && found.count < 100_000
      return found
    }
  }

  private func list(_ records: [FeedbackRecord]) -> Response { .json(.array(records.map(\.gorse))) }
}
