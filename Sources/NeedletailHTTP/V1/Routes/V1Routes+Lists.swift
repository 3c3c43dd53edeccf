import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailServing

extension V1Routes {
  /// Lists that no history asks for: neighbours, the newest, what is consumed most.
  static func addLists(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.get, "items/{item}/similar", scope: .read) { request, context in
      let item = try context.pathParameter("item", .id)
      var query = try QueryReader(request)
      let (count, offset) = try part(&query)
      let category = try query.text("category", .id)
      try query.finish()
      return try answer(
        "items", try await state.engine.similar(to: item, count: count, offset: offset, category: category),
        state)
    }
    routes.on(.get, "users/{user}/neighbours", scope: .read) { request, context in
      let user = try context.pathParameter("user", .id)
      var query = try QueryReader(request)
      let (count, offset) = try part(&query)
      try query.finish()
      return try answer(
        "users", try await state.engine.neighbours(of: user, count: count, offset: offset), state)
    }
    routes.on(.get, "latest", scope: .read) { request, _ in
      let wanted = try CatalogueQuery(request)
      return try answer(
        "items",
        try state.engine.latest(
          count: wanted.count, offset: wanted.offset, categories: wanted.categories, user: wanted.user), state
      )
    }
    routes.on(.get, "trending", scope: .read) { request, _ in
      let wanted = try CatalogueQuery(request)
      return try answer(
        "items",
        try state.engine.trending(
          count: wanted.count, offset: wanted.offset, categories: wanted.categories, user: wanted.user), state
      )
    }
  }

  private struct CatalogueQuery {
    let count: Int
    let offset: Int
    let categories: [String]
    let user: String?

    init(_ request: Request) throws(RequestFault) {
      var query = try QueryReader(request)
      (count, offset) = try part(&query)
      categories = try query.texts("category", .id, atMost: 16)
      user = try query.text("user", .id)
      try query.finish()
    }
  }

  /// Which part of a ranked list is wanted.
  private static func part(_ query: inout QueryReader) throws(RequestFault) -> (count: Int, offset: Int) {
    (
      try query.integer("n", default: 10, in: Bounds.counts),
      try query.integer("offset", default: 0, in: Bounds.offsets)
    )
  }

  private static func answer(_ name: String, _ list: [ScoredID], _ state: ServerState) throws -> Response {
    var answer = Answer()
    answer.put(name, list) { entry, bytes in
      bytes += #"{"id":"#.utf8
      JSONValue.write(entry.id, to: &bytes)
      bytes += #","score":"#.utf8
      JSONValue.write(entry.score, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    return try answer.response(state)
  }
}
