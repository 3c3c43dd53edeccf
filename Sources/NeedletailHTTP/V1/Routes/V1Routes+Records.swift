import Hummingbird
import NeedletailData
import NeedletailStore

extension V1Routes {
  /// Which page of a long list is wanted.
  static func page(_ request: Request) throws(RequestFault) -> (count: Int, cursor: String?) {
    var query = try QueryReader(request)
    let page = (try query.integer("n", default: 100, in: Bounds.counts), try query.text("cursor", .cursor))
    try query.finish()
    return page
  }

  /// A page as an answer; `next` is null at the end.
  static func answer<Element>(
    _ name: String, _ page: Page<Element>, _ state: ServerState, _ json: (Element) -> JSONValue
  ) throws -> Response {
    var answer = Answer()
    answer.put(name, page.elements) { json($0).write(to: &$1) }
    answer.put("next", page.next.map { .string($0) } ?? .null)
    return try answer.response(state)
  }

  /// Makes one change; the answer says how many records it affected.
  ///
  /// - Parameter needs: what must be there before: when nothing was affected, there was no such thing.
  static func change(_ change: Change, _ state: ServerState, needs what: String? = nil) async throws
    -> Response
  {
    let receipt: Receipt = try await write(change, state)
    if let what, receipt.affected == 0 {
      throw RequestFault(.notFound, part: "path.\(what)", "there is no such \(what)")
    }
    var answer = Answer()
    answer.put("affected", .integer(Int64(receipt.affected)))
    return try answer.response(state, atLeast: receipt.sequence)
  }
}
