import NeedletailData
import NeedletailServing

/// Requests for lists as clients of `/v1` write them.
enum RecommendationBody {
  /// How many items a request may name in one of its lists.
  static let itemLimit = 10_000
  /// How many events of a history a request may bring.
  static let historyLimit = 1000
  /// How many pins, boosts or quotas a request may have.
  static let ruleLimit = 64

  /// The request that a body makes.
  static func request(_ value: JSONValue) throws(RequestFault) -> RecommendationRequest {
    var body = try BodyReader(value)
    var request = RecommendationRequest(user: try body.text("user", .id))
    request.history = try body.list("history", atMost: historyLimit, event) ?? []
    request.count = Int(try body.integer("count", in: 1...1000) ?? 10)
    request.offset = Int(try body.integer("offset", in: 0...10_000) ?? 0)
    request.pipeline = try body.text("pipeline", .name)
    request.filter = try body.text("filter", .expression)
    request.candidates = try body.texts("candidates", .id, atMost: itemLimit)
    request.excluded = try body.texts("excluded", .id, atMost: itemLimit) ?? []
    request.includeSeen = try body.truth("includeSeen") ?? false
    request.pins = try body.list("pins", atMost: ruleLimit, pin) ?? []
    request.boosts = try body.list("boosts", atMost: ruleLimit, boost) ?? []
    request.quotas = try body.list("quotas", atMost: ruleLimit, quota) ?? []
    request.variety = try body.number("variety", in: 0...1).map { Float($0) }
    request.explain = try body.truth("explain") ?? false
    request.sequence = try body.integer("sequence", in: Bounds.exact)
    request.seed = try body.integer("seed", in: Bounds.exact).map { UInt64($0) }
    request.time = try body.integer("time", in: Bounds.times)
    try body.finish()
    return request
  }

  private static func event(
    _ value: JSONValue, _ place: String
  ) throws(RequestFault) -> RecommendationRequest.HistoryEvent {
    var body = try BodyReader(value, path: place)
    let event = RecommendationRequest.HistoryEvent(
      item: try body.requiredText("item", .id), kind: try body.text("kind", .id),
      value: Float(try body.number("value", in: Bounds.values) ?? 1),
      time: try body.integer("time", in: Bounds.times))
    try body.finish()
    return event
  }

  private static func pin(_ value: JSONValue, _ place: String) throws(RequestFault) -> (
    item: String, place: Int
  ) {
    var body = try BodyReader(value, path: place)
    let item = try body.requiredText("item", .id)
    guard let position = try body.integer("place", in: 0...999) else { throw body.missing("place") }
    try body.finish()
    return (item, Int(position))
  }

  private static func boost(_ value: JSONValue, _ place: String) throws(RequestFault) -> (
    when: String, by: Float
  ) {
    var body = try BodyReader(value, path: place)
    let when = try body.requiredText("when", .expression)
    let amount = try body.requiredNumber("by", in: -100...100)
    try body.finish()
    return (when, Float(amount))
  }

  private static func quota(
    _ value: JSONValue, _ place: String
  ) throws(RequestFault) -> (when: String, atLeast: Int, atMost: Int?) {
    var body = try BodyReader(value, path: place)
    let when = try body.requiredText("when", .expression)
    let least = try body.integer("atLeast", in: 0...1000) ?? 0
    let most = try body.integer("atMost", in: 0...1000)
    try body.finish()
    if let most, most < least {
      throw RequestFault(
        .unprocessable, part: body.place("atMost"), "expected at least \(least), found \(most)")
    }
    return (when, Int(least), most.map { Int($0) })
  }
}
