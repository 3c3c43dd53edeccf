import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailStore

extension V1Routes {
  /// Users: read, set, change, erase.
  static func addUsers(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.get, "users", scope: .read) { request, _ in
      let (count, cursor) = try page(request)
      let page = try await state.reading { try $0.users(from: cursor, count: count) }
      return try answer("users", page, state, json)
    }
    routes.on(.post, "users", scope: .write) { request, _ in
      let users = try BodyReader.list(
        try await body(of: request, state), "users", atMost: 1000, atLeast: 1, UserBody.listed)
      return try await write(users.map { .putUser($0) }, state)
    }
    routes.on(.get, "users/{user}", scope: .read) { request, context in
      let id = try context.pathParameter("user", .id)
      try QueryReader(request).finish()
      guard let user = try await state.reading({ try $0.user(id) }) else {
        throw RequestFault(.notFound, part: "path.user", "there is no such user")
      }
      var answer = Answer()
      answer.put("user", json(user))
      return try answer.response(state)
    }
    routes.on(.put, "users/{user}", scope: .write) { request, context in
      let id = try context.pathParameter("user", .id)
      let user = try UserBody.record(try await body(of: request, state), id: id)
      return try await change(.putUser(user), state)
    }
    routes.on(.patch, "users/{user}", scope: .write) { request, context in
      let id = try context.pathParameter("user", .id)
      let patch = try UserBody.patch(try await body(of: request, state))
      return try await change(.patchUser(id: id, patch), state)
    }
    routes.on(.delete, "users/{user}", scope: .write) { request, context in
      let id = try context.pathParameter("user", .id)
      try QueryReader(request).finish()
      return try await change(.eraseUser(id: id), state, needs: "user")
    }
  }

  private static func json(_ user: UserRecord) -> JSONValue {
    .object([
      .init("id", .string(user.id)), .init("labels", user.labels), .init("comment", .string(user.comment)),
    ])
  }
}
