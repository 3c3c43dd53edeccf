import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailServing

extension V1Routes {
  /// Lists for somebody: by a plain address for a known user, by a body for everything.
  static func addRecommendations(_ routes: inout RouteGroup, _ state: ServerState) {
    routes.on(.post, "recommendations", scope: .read) { request, _ in
      let body = try await Self.body(of: request, state)
      return try await recommend(RecommendationBody.request(body), state)
    }
    routes.on(.get, "users/{user}/recommendations", scope: .read) { request, context in
      var wanted = RecommendationRequest(user: try context.pathParameter("user", .id))
      var query = try QueryReader(request)
      wanted.count = try query.integer("n", default: 10, in: Bounds.counts)
      wanted.offset = try query.integer("offset", default: 0, in: Bounds.offsets)
      wanted.pipeline = try query.text("pipeline", .name)
      wanted.filter = try query.text("filter", .expression)
      wanted.includeSeen = try query.boolean("includeSeen", default: false)
      wanted.explain = try query.boolean("explain", default: false)
      try query.finish()
      return try await recommend(wanted, state)
    }
  }

  private static func recommend(_ request: RecommendationRequest, _ state: ServerState) async throws
    -> Response
  {
    let engine = try state.engine
    if let sequence = request.sequence {
      let reached = engine.status.sequence
      guard sequence <= reached else {
        throw RequestFault(.conflict, part: "sequence", "expected at most \(reached), the latest change")
      }
    }
    return .json(bytes(of: try await engine.recommend(request)))
  }

  /// The answer as JSON: this is the path that all requests of a busy server take, so it is written by hand.
  private static func bytes(of answer: RecommendationAnswer) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(160 + 64 * answer.items.count)
    bytes += #"{"items":["#.utf8
    for (place, item) in answer.items.enumerated() {
      bytes += (place == 0 ? #"{"id":"# : #",{"id":"#).utf8
      JSONValue.write(item.id, to: &bytes)
      bytes += #","score":"#.utf8
      JSONValue.write(item.score, to: &bytes)
      bytes += #","source":"#.utf8
      JSONValue.write(item.source, to: &bytes)
      if !item.reasons.isEmpty {
        bytes += #","reasons":["#.utf8
        for (place, reason) in item.reasons.enumerated() {
          bytes += (place == 0 ? #"{"id":"# : #",{"id":"#).utf8
          JSONValue.write(reason.id, to: &bytes)
          bytes += #","score":"#.utf8
          JSONValue.write(reason.score, to: &bytes)
          bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "]"))
      }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes += #"],"request":"#.utf8
    JSONValue.write(answer.request, to: &bytes)
    bytes += #","pipeline":"#.utf8
    JSONValue.write(answer.pipeline, to: &bytes)
    bytes += #","unknown":"#.utf8
    JSONValue.array(answer.unknown.map { .string($0) }).write(to: &bytes)
    bytes += #","model":"#.utf8
    if let model = answer.model { JSONValue.write(model, to: &bytes) } else { bytes += "null".utf8 }
    bytes += ",\"sequence\":\(answer.sequence)}".utf8
    return bytes
  }
}
