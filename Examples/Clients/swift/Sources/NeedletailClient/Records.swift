import Foundation

/// Who did what with which item.
public struct Event: Encodable, Sendable {
  /// The event's own id: sent twice, it counts once.
  public var id: String
  /// The user's id.
  public var user: String
  /// The item's id.
  public var item: String
  /// The kind: "view", "like", "purchase".
  public var kind: String
  /// A rating, a count or another strength; 1 when nil.
  public var value: Double?
  /// When, in milliseconds since 1970; when it arrives when nil.
  public var time: Int64?
  /// The share that was watched, read or heard, 0...1.
  public var completion: Double?
  /// Seconds spent.
  public var dwell: Double?

  /// An event.
  public init(
    user: String, item: String, kind: String, id: String = UUID().uuidString, value: Double? = nil,
    time: Int64? = nil, completion: Double? = nil, dwell: Double? = nil
  ) {
    self.id = id
    self.user = user
    self.item = item
    self.kind = kind
    self.value = value
    self.time = time
    self.completion = completion
    self.dwell = dwell
  }
}

/// What became of an event.
public struct EventResult: Decodable, Sendable, Equatable {
  /// "stored", "duplicate" or "refused".
  public let status: String
  /// Its place in the order of all changes; nil for a refused one.
  public let sequence: Int64?
  /// Why it was refused.
  public let message: String?
}

/// A user.
public struct User: Encodable, Sendable {
  /// Attributes that are text.
  public var labels: [String: String]
  /// A remark.
  public var comment: String

  /// A user.
  public init(labels: [String: String] = [:], comment: String = "") {
    self.labels = labels
    self.comment = comment
  }
}

/// An item.
public struct Item: Encodable, Sendable {
  /// The categories it belongs to.
  public var categories: [String]
  /// When it appeared, in milliseconds since 1970.
  public var time: Int64?
  /// Attributes that are text; rules read them by name.
  public var labels: [String: String]
  /// A remark; often the title.
  public var comment: String
  /// Whether it may never be recommended.
  public var hidden: Bool

  /// An item.
  public init(
    categories: [String] = [], time: Int64? = nil, labels: [String: String] = [:], comment: String = "",
    hidden: Bool = false
  ) {
    self.categories = categories
    self.time = time
    self.labels = labels
    self.comment = comment
    self.hidden = hidden
  }
}
