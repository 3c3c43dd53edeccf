import Hummingbird
import NeedletailData
import NeedletailStore

extension GorseRoutes {
  /// Users: one, many, pages of all.
  func addUsers(to routes: inout RouteGroup) {
    routes.on(.post, "user", scope: .write) { request, _ in
      let user = try UserRecord(gorse: GorseObject(await body(request)))
      _ = try await write([.putUser(user)])
      return affected(1)
    }
    routes.on(.post, "users", scope: .write) { request, _ in
      let users = try GorseObject.list(await body(request)).map { try UserRecord(gorse: $0) }
      return affected(try await write(users.map { .putUser($0) }).count)
    }
    routes.on(.get, "users", scope: .read) { request, _ in
      var query = try QueryReader(request)
      let count = try query.amount("n", default: 10, atMost: 10_000)
      let start = try GorseCursor.start(query.text("cursor"))
      guard count > 0 else { return page("Users", Page<UserRecord>([], next: start), \.gorse) }
      return page("Users", try await state.reading { try $0.users(from: start, count: count) }, \.gorse)
    }
    routes.on(.get, "user/{user}", scope: .read) { _, context in
      let id = try context.pathParameter("user")
      guard let user = try await state.reading({ try $0.user(id) }) else { throw RequestFault.noUser(id) }
      return .json(user.gorse)
    }
    routes.on(.patch, "user/{user}", scope: .write) { request, context in
      let id = try context.pathParameter("user")
      let patch = try UserPatch(gorse: GorseObject(await body(request)))
      _ = try await write([.patchUser(id: id, patch)], missing: .noUser(id))
      return affected(1)
    }
    routes.on(.delete, "user/{user}", scope: .write) { _, context in
      let id = try context.pathParameter("user")
      return affected(try await delete(.eraseUser(id: id)))
    }
  }

  /// Deletes something: 1 when it was there, else 0. gorse's clients take both.
  func delete(_ change: Change) async throws -> Int {
    do {
      return try await write([change], missing: RequestFault(.notFound, "")).contains { $0 > 0 } ? 1 : 0
    } catch let fault as RequestFault where fault.code == .notFound {
      return 0
    }
  }

  /// A part of a long list, and where the next part starts.
  func page<Element>(_ name: String, _ page: Page<Element>, _ json: (Element) -> JSONValue) -> Response {
    .json(
      .object([
        .init("Cursor", .string(GorseCursor.text(page.next))), .init(name, .array(page.elements.map(json))),
      ]))
  }
}
