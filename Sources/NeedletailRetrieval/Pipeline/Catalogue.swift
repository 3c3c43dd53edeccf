import Synchronization

/// What a pipeline knows of the items at one moment, beside the model: an immutable value.
///
/// Rows of items that the model knows come first, numbered as the model numbers them; items that came later
/// follow in the order of their coming. Copies of a value share what pipelines have worked out from it (which
/// items pass a rule, what is trending), so give the same copy to all requests that it serves.
public struct Catalogue: Sendable {
  /// How many of the rows the model knows.
  public var modelItemCount: Int { didSet { itemsVersion = Version() } }
  /// What rules know of the items; its count is the number of rows.
  public var attributes: ItemAttributes { didSet { itemsVersion = Version() } }
  /// Items that may never be recommended.
  public var hidden: ItemSet { didSet { itemsVersion = Version() } }
  /// When each item appeared, in milliseconds; `Int64.min` when unknown.
  public var times: [Int64] {
    didSet {
      timesVersion = Version()
      itemsVersion = Version()
    }
  }
  /// What is consumed most at present: for each row its events, decayed to `trendTime`; never negative.
  public var trend: [Float] { didSet { trendVersion = Version() } }
  /// The moment that `trend` is decayed to, in milliseconds: now, for requests that do not say when they are.
  public var trendTime: Int64
  /// The names of kinds of events, by the numbers that events of queries carry; empty when there is one kind.
  public var kindNames: [String]
  /// The rows of the items that pipelines name by their ids (`PipelineDefinition.namedItems`).
  public var namedItems: [String: Int32]

  /// Changes with what rules, filters and hiding depend on.
  private(set) var itemsVersion = Version()
  /// Changes with the times of items.
  private(set) var timesVersion = Version()
  /// Changes with the trend.
  private(set) var trendVersion = Version()

  /// The number of rows.
  public var count: Int { attributes.count }

  /// A catalogue of items.
  ///
  /// - Precondition: all parts have as many rows, at least as many as the model knows.
  public init(
    modelItemCount: Int, attributes: ItemAttributes, hidden: ItemSet, times: [Int64], trend: [Float],
    trendTime: Int64, kindNames: [String] = [], namedItems: [String: Int32] = [:]
  ) {
    precondition(
      attributes.count == hidden.count && hidden.count == times.count && times.count == trend.count
        && (0...attributes.count).contains(modelItemCount),
      "a catalogue of \(attributes.count), \(hidden.count), \(times.count) and \(trend.count) rows, "
        + "\(modelItemCount) of them the model's")
    self.modelItemCount = modelItemCount
    self.attributes = attributes
    self.hidden = hidden
    self.times = times
    self.trend = trend
    self.trendTime = trendTime
    self.kindNames = kindNames
    self.namedItems = namedItems
  }

  /// A number that no other state of a catalogue in this process has.
  struct Version: Sendable, Hashable {
    private static let last = Atomic<UInt64>(0)
    private let number = Self.last.wrappingAdd(1, ordering: .relaxed).newValue
  }
}
