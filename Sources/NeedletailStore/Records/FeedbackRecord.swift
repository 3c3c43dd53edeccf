public import NeedletailData

/// What one user has said of one item by one kind of event: the keyed view over the event log.
///
/// Events of a key add up: their values are summed since the key was last replaced or removed; time, labels and
/// comment are those of its latest event. A key whose time lies in the future is not shown before.
public struct FeedbackRecord: Sendable, Hashable {
  /// The kind of its events.
  public var kind: String
  /// The user's external id.
  public var user: String
  /// The item's external id.
  public var item: String
  /// The sum of values.
  public var value: Double
  /// When the latest event happened, in milliseconds.
  public var time: Int64
  /// When the latest event was stored, in milliseconds.
  public var updated: Int64
  /// The labels of the latest event.
  public var labels: JSONValue
  /// The remark of the latest event.
  public var comment: String

  /// A record.
  public init(
    kind: String, user: String, item: String, value: Double, time: Int64, updated: Int64,
    labels: JSONValue = .null, comment: String = ""
  ) {
    self.kind = kind
    self.user = user
    self.item = item
    self.value = value
    self.time = time
    self.updated = updated
    self.labels = labels
    self.comment = comment
  }
}

/// Which feedback is wanted; nil is any.
public struct FeedbackFilter: Sendable, Hashable {
  /// The kind.
  public var kind: String?
  /// The user's external id.
  public var user: String?
  /// The item's external id.
  public var item: String?
  /// Feedback of later times is not shown; milliseconds.
  public var now: Int64

  /// A filter.
  public init(kind: String? = nil, user: String? = nil, item: String? = nil, now: Int64) {
    self.kind = kind
    self.user = user
    self.item = item
    self.now = now
  }
}

/// A part of a long list, and where the next part starts.
public struct Page<Element: Sendable>: Sendable {
  /// The elements.
  public var elements: [Element]
  /// What to ask with for the next part; nil at the end.
  public var next: String?

  /// A part.
  public init(_ elements: [Element], next: String?) {
    self.elements = elements
    self.next = next
  }
}
