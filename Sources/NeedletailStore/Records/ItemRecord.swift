public import NeedletailData

/// An item of the catalogue as clients know it.
public struct ItemRecord: Sendable, Hashable {
  /// The external id.
  public var id: String
  /// Whether it may never be recommended.
  public var isHidden: Bool
  /// The categories it belongs to, in the order they came.
  public var categories: [String]
  /// When it appeared, in milliseconds since 1970-01-01T00:00:00Z; nil when unknown.
  public var time: Int64?
  /// Any attributes; rules read them by name.
  public var labels: JSONValue
  /// A remark; often the title.
  public var comment: String

  /// An item.
  public init(
    id: String, isHidden: Bool = false, categories: [String] = [], time: Int64? = nil,
    labels: JSONValue = .null, comment: String = ""
  ) {
    self.id = id
    self.isHidden = isHidden
    self.categories = categories
    self.time = time
    self.labels = labels
    self.comment = comment
  }
}

/// A change of some parts of an item; nil leaves a part as it is.
public struct ItemPatch: Sendable, Hashable {
  /// Whether it may never be recommended.
  public var isHidden: Bool?
  /// All its categories anew.
  public var categories: [String]?
  /// A category to add; nothing happens when it is there.
  public var addedCategory: String?
  /// A category to take away; nothing happens when it is not there.
  public var removedCategory: String?
  /// When it appeared, in milliseconds.
  public var time: Int64?
  /// New attributes.
  public var labels: JSONValue?
  /// A new remark.
  public var comment: String?

  /// A change.
  public init(
    isHidden: Bool? = nil, categories: [String]? = nil, addedCategory: String? = nil,
    removedCategory: String? = nil, time: Int64? = nil, labels: JSONValue? = nil, comment: String? = nil
  ) {
    self.isHidden = isHidden
    self.categories = categories
    self.addedCategory = addedCategory
    self.removedCategory = removedCategory
    self.time = time
    self.labels = labels
    self.comment = comment
  }
}
