public import NeedletailData

/// The items of a history with their weights: one row of the matrix that models are fitted on.
public struct Profile: Sendable, Hashable {
  /// Item rows, ascending, each once.
  public let items: [Int32]
  /// The weight of each item, as the run's `Weighting` gives it.
  public let weights: [Float]

  /// A profile of no items.
  public static let empty = Profile(items: [], weights: [])

  /// A profile from items that ascend.
  ///
  /// - Precondition: as many weights as items; items ascend strictly.
  public init(items: [Int32], weights: [Float]) {
    precondition(items.count == weights.count, "\(weights.count) weights for \(items.count) items")
    precondition(zip(items, items.dropFirst()).allSatisfy { $0 < $1 }, "items must ascend")
    self.items = items
    self.weights = weights
  }

  /// A profile of items with weight one, in any order, repetitions counting once.
  public init(_ items: some Sequence<ItemRow>) {
    self.items = Set(items.map(\.rawValue)).sorted()
    weights = [Float](repeating: 1, count: self.items.count)
  }

  /// A hash of items and weights that is the same in every process; a model file keeps those of its training
  /// users, so that a user's stored row is used only for the history it was learnt from.
  public var fingerprint: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for (item, weight) in zip(items, weights) {
      for word in [UInt32(bitPattern: item), weight.bitPattern] {
        hash = (hash ^ UInt64(word)) &* 0x0000_0100_0000_01B3
        hash ^= hash >> 29
      }
    }
    return hash
  }
}

/// What a recommender is asked: a history, and who it belongs to if that is known.
public struct Query: Sendable {
  /// One event of the history.
  public struct Event: Sendable, Hashable {
    /// The item.
    public var item: ItemRow
    /// Its raw value; 1 when the data has none.
    public var value: Float
    /// When, in the log's unit; 0 when unknown.
    public var time: Int64
    /// The kind of the event, an index into the log's kind names; 0 when there is one kind.
    public var kind: UInt8

    /// An event.
    public init(item: ItemRow, value: Float = 1, time: Int64 = 0, kind: UInt8 = 0) {
      self.item = item
      self.value = value
      self.time = time
      self.kind = kind
    }
  }

  /// The user's row in the training vocabulary; nil for somebody unknown, and under `--fold-in`.
  public var user: UserRow?
  /// The weighted items of the history.
  public var profile: Profile
  /// The events in time order, for models that read sequences; may be empty when the model does not.
  public var events: [Event]
  /// When the question is asked, in milliseconds; nil for a moment after everything that is known.
  public var time: Int64?
  /// What is known of the moment by the names of a model's fields: click-through models read it.
  public var features: [String: FieldValue]

  /// A question.
  public init(
    user: UserRow? = nil, profile: Profile, events: [Event] = [], time: Int64? = nil,
    features: [String: FieldValue] = [:]
  ) {
    self.user = user
    self.profile = profile
    self.events = events
    self.time = time
    self.features = features
  }
}
