import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailStore

extension V1Routes {
  /// Items: read, set, change, take away.
  static func addItems(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.get, "items", scope: .read) { request, _ in
      let (count, cursor) = try page(request)
      let page = try await state.reading { try $0.items(from: cursor, count: count) }
      return try answer("items", page, state, json)
    }
    routes.on(.post, "items", scope: .write) { request, _ in
      let items = try BodyReader.list(
        try await body(of: request, state), "items", atMost: 1000, atLeast: 1, ItemBody.listed)
      return try await write(items.map { .putItem($0) }, state)
    }
    routes.on(.get, "items/{item}", scope: .read) { request, context in
      let id = try context.pathParameter("item", .id)
      try QueryReader(request).finish()
      guard let item = try await state.reading({ try $0.item(id) }) else {
        throw RequestFault(.notFound, part: "path.item", "there is no such item")
      }
      var answer = Answer()
      answer.put("item", json(item))
      return try answer.response(state)
    }
    routes.on(.put, "items/{item}", scope: .write) { request, context in
      let id = try context.pathParameter("item", .id)
      let item = try ItemBody.record(try await body(of: request, state), id: id)
      return try await change(.putItem(item), state)
    }
    routes.on(.patch, "items/{item}", scope: .write) { request, context in
      let id = try context.pathParameter("item", .id)
      let patch = try ItemBody.patch(try await body(of: request, state))
      return try await change(.patchItem(id: id, patch), state)
    }
    routes.on(.delete, "items/{item}", scope: .write) { request, context in
      let id = try context.pathParameter("item", .id)
      try QueryReader(request).finish()
      return try await change(.removeItem(id: id), state, needs: "item")
    }
  }

  private static func json(_ item: ItemRecord) -> JSONValue {
    .object([
      .init("id", .string(item.id)), .init("hidden", .boolean(item.isHidden)),
      .init("categories", .array(item.categories.map { .string($0) })),
      .init("time", item.time.map { .integer($0) } ?? .null), .init("labels", item.labels),
      .init("comment", .string(item.comment)),
    ])
  }
}
