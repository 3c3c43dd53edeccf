import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailServing
import NeedletailStore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension V1Routes {
  /// The state of the server, and copies of its store.
  static func addOperations(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.get, "status", scope: .read) { request, _ in
      try QueryReader(request).finish()
      let status = try state.engine.status
      var answer = Answer()
      answer.put("specification", status.specification.map { .string($0) } ?? .null)
      answer.put("users", .integer(Int64(status.users)))
      answer.put("items", .integer(Int64(status.items)))
      answer.put("events", .integer(Int64(status.events)))
      answer.put("waitingChanges", .integer(Int64(status.waitingChanges)))
      answer.put("waitingRequests", .integer(Int64(status.waitingRequests)))
      answer.put("fault", status.fault.map { .string($0) } ?? .null)
      return answer.response(model: status.model, sequence: status.sequence)
    }
    routes.on(.post, "backups", scope: .admin) { request, _ in
      var body = try BodyReader(try await Self.body(of: request, state))
      let name = try body.requiredText("name", .name)
      try body.finish()
      let parts = try state.parts
      guard let folder = parts.backups else {
        throw RequestFault(.conflict, "this server has no data directory to put a backup into")
      }
      try await state.waiting { try backUp(parts, to: folder, name) }
      var answer = Answer()
      answer.put("name", .string(name))
      return try answer.response(state)
    }
  }

  /// Writes a copy of the store; the name cannot leave the folder, since it holds no slash and starts with no dot.
  private static func backUp(_ parts: ServerState.Parts, to folder: String, _ name: String) throws {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw RequestFault(.conflict, part: "name", "there is such a backup already")
    }
    try parts.store.backup(to: path)
  }
}
