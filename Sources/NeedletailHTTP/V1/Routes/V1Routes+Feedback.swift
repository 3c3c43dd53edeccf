import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailStore

extension V1Routes {
  /// What users have said of items: read by kind, user and item; taken back.
  static func addFeedback(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.get, "feedback", scope: .read) { request, _ in
      var query = try QueryReader(request)
      let filter = FeedbackFilter(
        kind: try query.text("kind", .id), user: try query.text("user", .id),
        item: try query.text("item", .id),
        now: state.now())
      let count = try query.integer("n", default: 100, in: Bounds.counts)
      let cursor = try query.text("cursor", .cursor)
      try query.finish()
      let page = try await state.reading { try $0.feedback(filter, from: cursor, count: count) }
      return try answer("feedback", page, state, json)
    }
    routes.on(.delete, "feedback", scope: .write) { request, _ in
      var query = try QueryReader(request)
      guard let user = try query.text("user", .id), let item = try query.text("item", .id) else {
        throw RequestFault(.invalid, part: "query", "expected the parameters user and item")
      }
      let kind = try query.text("kind", .id)
      try query.finish()
      return try await change(.removeEvents(user: user, item: item, kind: kind), state)
    }
  }

  private static func json(_ record: FeedbackRecord) -> JSONValue {
    .object([
      .init("kind", .string(record.kind)), .init("user", .string(record.user)),
      .init("item", .string(record.item)), .init("value", .number(record.value)),
      .init("time", .integer(record.time)), .init("updated", .integer(record.updated)),
      .init("labels", record.labels), .init("comment", .string(record.comment)),
    ])
  }
}
