import Hummingbird
import NeedletailData
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

  /// By what items are alike: gorse's configured recommenders of items for an item, by name.
  private enum Relation: String, CaseIterable {
    /// By their embeddings when the item has one, else by the model.
    case neighbors
    /// By `Labels.embedding`.
    case embedding
    /// By the users they had.
    case users
    /// By the model.
    case model

    func likeness(of item: ItemRecord) -> ItemLikeness {
      switch self {
      case .embedding: .embeddings
      case .users: .users
      case .model: .model
      case .neighbors:
        if case .array(let numbers) = item.labels["embedding"], !numbers.isEmpty {
          .embeddings
        } else {
          .model
        }
      }
    }
  }

  /// The items most like an item; none for an unknown one.
  private func similar(
    _ relation: Relation, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let id = try context.pathParameter("item")
    var query = try QueryReader(request)
    let (count, offset) = try query.window()
    let categories = query.categories(path: try category(context))
    let onlooker = try query.onlooker()
    guard count > 0, let item = try await state.reading({ try $0.item(id) }) else { return scores([]) }
    let hidden = try await touched(by: onlooker)
    // What is taken out here is asked for beforehand.
    let asked = categories.count > 1 ? 1000 : min(count + offset + hidden.count, 1000)
    do {
      var found = try await state.engine.similar(
        to: id, by: relation.likeness(of: item), count: asked, category: categories.first)
      found.removeAll { hidden.contains($0.id) }
      found = try await self.found(found, in: categories.dropFirst())
      return scores(Array(found.dropFirst(offset).prefix(count)))
    } catch let error as ServingError where error.code == .notFound {
      return scores([])
    }
  }

  /// Those of some items that have all categories.
  private func found(_ items: [ScoredID], in categories: ArraySlice<String>) async throws -> [ScoredID] {
    guard !categories.isEmpty else { return items }
    return try await state.reading { store in
      try items.filter { item in
        let own = try store.item(item.id)?.categories ?? []
        return categories.allSatisfy { own.contains($0) }
      }
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
