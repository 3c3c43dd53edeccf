import Hummingbird
import NeedletailServing
import NeedletailStore

extension GorseRoutes {
  /// What is like an item, and who is like a user.
  func addNeighbours(to routes: inout RouteGroup) {
    for path in ["item/{item}/neighbors", "item/{item}/neighbors/{category}"] {
      routes.on(.get, path, scope: .read) { request, context in
        try await similar(.neighbors, request, context)
      }
    }
    routes.on(.get, "item-to-item/{name}/{item}", scope: .read) { request, context in
      let name = try context.pathParameter("name")
      guard let relation = Relation(rawValue: name) else {
        let known = Relation.allCases.map(\.rawValue).joined(separator: ", ")
        throw RequestFault(.notFound, "item-to-item recommender \(name) not found; there are \(known)")
      }
      return try await similar(relation, request, context)
    }
    routes.on(.get, "user/{user}/neighbors", scope: .read) { request, context in
      try await likeMinded(request, context)
    }
    routes.on(.get, "user-to-user/{name}/{user}", scope: .read) { request, context in
      let name = try context.pathParameter("name")
      guard name == "neighbors" else {
        throw RequestFault(.notFound, "user-to-user recommender \(name) not found; there is neighbors")
      }
      return try await likeMinded(request, context)
    }
  }

  /// By what items are alike.
  private enum Relation: String, CaseIterable {
    /// By their embeddings when they have some, else by the model.
    case neighbors
    /// By `Labels.embedding`.
    case embedding
    /// By the model.
    case model
  }

  /// The items most like an item; none for an unknown one.
  private func similar(
    _ relation: Relation, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let id = try context.pathParameter("item")
    var query = try QueryReader(request)
    let (count, offset) = try query.window()
    let categories = query.categories(path: try category(context))
    let total = min(count + offset, 1000)
    guard total > 0, let item = try await state.reading({ try $0.item(id) }) else { return scores([]) }
    let hidden = try await touched(by: query.onlooker())
    var list: [ScoredID] = []
    if relation != .model,
      let search = EmbeddingNeighbours(of: item, count: total, categories: categories, excluded: hidden)
    {
      list = try await state.reading { store in
        var search = search
        try store.forEachItem { for (_, item) in $0 { search.offer(item) } }
        return search.items
      }
    } else if relation != .embedding {
      list = try await modelled(id, total, categories, hidden)
    }
    return scores(Array(list.dropFirst(offset).prefix(count)))
  }

  /// The items most like an item by the model.
  private func modelled(
    _ item: String, _ count: Int, _ categories: [String], _ hidden: Set<String>
  ) async throws -> [ScoredID] {
    let asked = min(count + hidden.count, 1000)
    do {
      let found = try await state.engine.similar(to: item, count: asked, category: categories.first)
      return Array(found.filter { !hidden.contains($0.id) }.prefix(count))
    } catch let error as ServingError where error.code == .notFound || error.code == .noModel {
      return []
    }
  }

  /// The users most like a user; none for an unknown one.
  private func likeMinded(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try context.pathParameter("user")
    var query = try QueryReader(request)
    let (count, offset) = try query.window()
    guard count > 0 else { return scores([]) }
    do {
      return scores(try await state.engine.neighbours(of: id, count: count, offset: offset))
    } catch let error as ServingError where error.code == .notFound {
      return scores([])
    }
  }
}
