public import NeedletailData

/// A user as clients know them.
public struct UserRecord: Sendable, Hashable {
  /// The external id.
  public var id: String
  /// Any attributes.
  public var labels: JSONValue
  /// A remark.
  public var comment: String

  /// A user.
  public init(id: String, labels: JSONValue = .null, comment: String = "") {
    self.id = id
    self.labels = labels
    self.comment = comment
  }
}

/// A change of some parts of a user; nil leaves a part as it is.
public struct UserPatch: Sendable, Hashable {
  /// New attributes.
  public var labels: JSONValue?
  /// A new remark.
  public var comment: String?

  /// A change.
  public init(labels: JSONValue? = nil, comment: String? = nil) {
    self.labels = labels
    self.comment = comment
  }
}
