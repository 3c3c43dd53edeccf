/// What a pipeline knows of the items at one moment, beside the model: an immutable value.
///
/// Rows of items that the model knows come first, numbered as the model numbers them; items that came later
/// follow in the order of their coming.
public struct Catalogue: Sendable {
  /// How many of the rows the model knows.
  public var modelItemCount: Int
  /// What rules know of the items; its count is the number of rows.
  public var attributes: ItemAttributes
  /// Items that may never be recommended.
  public var hidden: ItemSet
  /// When each item appeared, in milliseconds; `Int64.min` when unknown.
  public var times: [Int64]
  /// What is consumed most at present: for each row its events, decayed to `trendTime`; never negative.
  public var trend: [Float]
  /// The moment that `trend` is decayed to, in milliseconds.
  public var trendTime: Int64

  /// The number of rows.
  public var count: Int { attributes.count }

  /// A catalogue of items.
  ///
  /// - Precondition: all parts have as many rows.
  public init(
    modelItemCount: Int, attributes: ItemAttributes, hidden: ItemSet, times: [Int64], trend: [Float],
    trendTime: Int64
  ) {
    precondition(
      attributes.count == hidden.count && hidden.count == times.count && times.count == trend.count,
      "a catalogue of \(attributes.count), \(hidden.count), \(times.count) and \(trend.count) rows")
    self.modelItemCount = modelItemCount
    self.attributes = attributes
    self.hidden = hidden
    self.times = times
    self.trend = trend
    self.trendTime = trendTime
  }
}
