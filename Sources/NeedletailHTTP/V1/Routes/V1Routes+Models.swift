import HTTPTypes
import Hummingbird
import NeedletailData

extension V1Routes {
  /// Versions of the model: list, deploy, roll back, train.
  static func addModels(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.get, "models", scope: .admin) { request, _ in
      try QueryReader(request).finish()
      let keeper = try state.parts.keeper
      let versions = try await state.waiting { try keeper?.versions() ?? [] }
      var answer = Answer()
      answer.put("models", versions) { json($0).write(to: &$1) }
      return try answer.response(state)
    }
    routes.on(.post, "models/deploy", scope: .admin) { request, _ in
      var body = try BodyReader(try await Self.body(of: request, state))
      let version = try body.requiredText("version", .name)
      try body.finish()
      let keeper = try keeper(state)
      try await keeper.deploy(version)
      return try Answer().response(state)
    }
    routes.on(.post, "models/rollback", scope: .admin) { request, _ in
      try await request.expectNothing()
      let keeper = try keeper(state)
      try await keeper.rollBack()
      return try Answer().response(state)
    }
    routes.on(.post, "models/train", scope: .admin) { request, _ in
      try await request.expectNothing()
      let keeper = try keeper(state)
      try await state.waiting { try keeper.train() }
      return try Answer().response(state)
    }
  }

  private static func keeper(_ state: ServerState) throws(RequestFault) -> any ModelKeeping {
    guard let keeper = try state.parts.keeper else {
      throw RequestFault(.conflict, "this server keeps no models: it was started without a place for them")
    }
    return keeper
  }

  private static func json(_ model: KeptModel) -> JSONValue {
    .object([
      .init("version", .string(model.version)), .init("specification", .string(model.specification)),
      .init("created", .integer(model.created)), .init("deployed", .boolean(model.isDeployed)),
      .init("metrics", .object(model.metrics.map { .init($0.name, .number($0.value)) })),
    ])
  }
}
