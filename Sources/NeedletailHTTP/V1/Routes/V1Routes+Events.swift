import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailServing
import NeedletailStore

extension V1Routes {
  /// `POST /v1/events`: one event, or a list of up to 1,000, each with its own result.
  static func addEvents(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.post, "events", scope: .write) { request, _ in
      let body = try await Self.body(of: request, state)
      let changes = try EventBody.changes(body, now: state.now())
      return try await write(changes, state)
    }
  }

  /// Writes changes; the answer has a result for each.
  static func write(_ changes: [Change], _ state: ServerState) async throws -> Response {
    let results = try await state.write(changes)
    var last: Int64 = 0
    var answer = Answer()
    answer.put("results", results) { result, bytes in
      switch result {
      case .success(let receipt):
        last = max(last, receipt.sequence)
        let status = receipt.isDuplicate ? "duplicate" : "stored"
        bytes += "{\"status\":\"\(status)\",\"sequence\":\(receipt.sequence)}".utf8
      case .failure(let error):
        let fault = RequestFault(error)
        bytes += "{\"status\":\"refused\",\"code\":\"\(fault.code.rawValue)\",\"message\":".utf8
        JSONValue.write(fault.message, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
      }
    }
    return try answer.response(state, atLeast: last)
  }

  /// Writes one change; a refusal is the fault of the whole request.
  static func write(_ change: Change, _ state: ServerState) async throws -> Receipt {
    guard let result = try await state.write([change]).first else {
      throw RequestFault(.internal, "an error inside the server; its log says more")
    }
    return try result.get()
  }
}
