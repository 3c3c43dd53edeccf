public import NeedletailData

/// An event as a client tells it: who did what with which item.
public struct NewEvent: Sendable, Hashable {
  /// The user's external id.
  public var user: String
  /// The item's external id.
  public var item: String
  /// The kind: "view", "like", "purchase".
  public var kind: String
  /// A rating, a count or another strength.
  public var value: Float
  /// When, in milliseconds since 1970-01-01T00:00:00Z. A time in the future hides the event until then.
  public var time: Int64
  /// The client's own id of this event; sending it again changes nothing. Nil: every sending counts.
  public var eventID: String?
  /// The share that was watched, read or heard, 0...1; NaN when unknown.
  public var completion: Float
  /// Seconds spent; NaN when unknown.
  public var dwell: Float
  /// How far the user came of their own accord, 0...1; NaN when unknown.
  public var intent: Float
  /// Whatever else the client wants to keep with the event.
  public var labels: JSONValue?
  /// A remark.
  public var comment: String

  /// An event.
  public init(
    user: String, item: String, kind: String, value: Float = 1, time: Int64, eventID: String? = nil,
    completion: Float = .nan, dwell: Float = .nan, intent: Float = .nan, labels: JSONValue? = nil,
    comment: String = ""
  ) {
    self.user = user
    self.item = item
    self.kind = kind
    self.value = value
    self.time = time
    self.eventID = eventID
    self.completion = completion
    self.dwell = dwell
    self.intent = intent
    self.labels = labels
    self.comment = comment
  }
}
