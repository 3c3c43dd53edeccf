import NeedletailData
import NeedletailStore

/// Events as clients of `/v1` write them.
enum EventBody {
  /// The changes that a body asks for: one event, or a list of them.
  static func changes(_ body: JSONValue, now: Int64) throws(RequestFault) -> [Change] {
    guard case .array = body else { return [try change(body, "", now)] }
    return try BodyReader.list(body, "events", atMost: 1000, atLeast: 1) {
      value, place throws(RequestFault) in
      try change(value, place, now)
    }
  }

  private static func change(_ value: JSONValue, _ place: String, _ now: Int64) throws(RequestFault) -> Change
  {
    var body = try BodyReader(value, path: place)
    let user = try body.requiredText("user", .id)
    let item = try body.requiredText("item", .id)
    let kind = try body.requiredText("kind", .id)
    let value = try body.number("value", in: Bounds.values) ?? 1
    let time = try body.integer("time", in: Bounds.times) ?? now
    let eventID = try body.text("id", .id)
    let completion = try body.number("completion", in: 0...1)
    let dwell = try body.number("dwell", in: 0...1e9)
    let intent = try body.number("intent", in: 0...1)
    let labels = body.value("labels")
    let comment = try body.text("comment", .comment) ?? ""
    let replaces = try body.truth("replaces") ?? false
    try body.finish()
    let event = NewEvent(
      user: user, item: item, kind: kind, value: Float(value), time: time, eventID: eventID,
      completion: completion.map { Float($0) } ?? .nan, dwell: dwell.map { Float($0) } ?? .nan,
      intent: intent.map { Float($0) } ?? .nan, labels: labels, comment: comment)
    return replaces ? .replaceEvents(event) : .addEvent(event)
  }
}

/// What numbers of requests may be; the description of the interface says the same.
enum Bounds {
  /// Strengths of events.
  static let values = -1e9...1e9
  /// Times in milliseconds since 1970-01-01T00:00:00Z.
  static let times: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000
  /// Lengths of lists.
  static let counts = 1...1000
  /// How many of the best may be left out.
  static let offsets = 0...10_000
  /// Sequences and seeds: whole numbers that every client's numbers hold.
  static let exact: ClosedRange<Int64> = 0...9_007_199_254_740_991
}
