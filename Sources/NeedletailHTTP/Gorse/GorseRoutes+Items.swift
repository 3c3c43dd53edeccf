import Hummingbird
import NeedletailData
import NeedletailStore

extension GorseRoutes {
  /// Items: one, many, pages of all, a search, and their categories.
  func addItems(to routes: inout RouteGroup) {
    routes.on(.post, "item", scope: .write) { request, _ in
      let item = try ItemRecord(gorse: GorseObject(await body(request)))
      _ = try await write([.putItem(item)])
      return affected(1)
    }
    routes.on(.post, "items", scope: .write) { request, _ in
      let items = try GorseObject.list(await body(request)).map { try ItemRecord(gorse: $0) }
      return affected(try await write(items.map { .putItem($0) }).count)
    }
    routes.on(.get, "items", scope: .read) { request, _ in try await items(request) }
    routes.on(.get, "item/{item}", scope: .read) { _, context in
      let id = try context.pathParameter("item")
      guard let item = try await state.reading({ try $0.item(id) }) else { throw RequestFault.noItem(id) }
      return .json(item.gorse)
    }
    routes.on(.patch, "item/{item}", scope: .write) { request, context in
      let id = try context.pathParameter("item")
      let patch = try ItemPatch(gorse: GorseObject(await body(request)))
      _ = try await write([.patchItem(id: id, patch)], missing: .noItem(id))
      return affected(1)
    }
    routes.on(.delete, "item/{item}", scope: .write) { _, context in
      let id = try context.pathParameter("item")
      return affected(try await delete(.removeItem(id: id)))
    }
    routes.on(.put, "item/{item}/category/{category}", scope: .write) { _, context in
      let category = try context.pathParameter("category")
      return try await patch(ItemPatch(addedCategory: category), context)
    }
    routes.on(.delete, "item/{item}/category/{category}", scope: .write) { _, context in
      let category = try context.pathParameter("category")
      return try await patch(ItemPatch(removedCategory: category), context)
    }
  }

  private func patch(_ patch: ItemPatch, _ context: ServerContext) async throws -> Response {
    let id = try context.pathParameter("item")
    _ = try await write([.patchItem(id: id, patch)], missing: .noItem(id))
    return affected(1)
  }

  /// A page of the catalogue, or what a search in it finds.
  private func items(_ request: Request) async throws -> Response {
    var query = try QueryReader(request)
    let count = try query.amount("n", default: 10, atMost: 10_000)
    if let words = try query.text("q"), !words.isEmpty {
      let found = try await state.reading { store in
        var search = CatalogueSearch(words, count: min(count, 1000))
        try store.forEachItem { for (_, item) in $0 { search.offer(item) } }
        return search.items
      }
      return page("Items", Page(found, next: nil), \.gorse)
    }
    let start = try GorseCursor.start(query.text("cursor"))
    guard count > 0 else { return page("Items", Page<ItemRecord>([], next: start), \.gorse) }
    return page("Items", try await state.reading { try $0.items(from: start, count: count) }, \.gorse)
  }
}
