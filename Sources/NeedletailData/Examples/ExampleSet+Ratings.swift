import NeedletailMath

/// A rule that makes labels of ratings: `rating>=4` labels interactions of that value or more 1, all others 0.
public struct RatingLabel: Sendable, Hashable, CustomStringConvertible {
  /// The least value of a positive example.
  public var threshold: Float

  /// A rule.
  public init(threshold: Float) { self.threshold = threshold }

  /// Reads `rating>=4`.
  ///
  /// - Throws: `DataError` for any other form.
  public init(parsing text: String) throws {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "rating>", let threshold = Float(parts[1]), threshold.isFinite else {
      throw DataError("expected a rule such as rating>=4, found '\(text)'")
    }
    self.threshold = threshold
  }

  /// As it is read.
  public var description: String { "rating>=\(Double(threshold).shortest)" }
}

extension ExampleSet {
  /// Interactions with a value as labelled examples: who, what, and the attributes of both, in the order of the log.
  ///
  /// The user is the group of an example; numbers are standardised, text is left out.
  /// - Throws: `DataError` when the interactions have no values, or an attribute of each side has the same name.
  /// - Complexity: O(interactions × fields).
  public init(_ data: DataSet, label: RatingLabel) throws {
    guard let values = data.log.values else {
      throw DataError(
        file: data.source, "'\(label)' needs interactions with a value; these have none")
    }
    let users = ExampleSet(.user, data.log.users, attributes: data.userFeatures, taken: [])
    let items = ExampleSet(
      .item, data.log.items, attributes: data.itemFeatures, taken: Set(users.fields.map(\.name)))
    let count = data.log.count
    let (userRows, itemRows) = (data.log.userRows, data.log.itemRows)
    let fields =
      users.selecting((0..<count).lazy.map { Int(userRows[$0]) }).fields
      + items.selecting((0..<count).lazy.map { Int(itemRows[$0]) }).fields
    self.init(
      source: data.source, format: data.format,
      labels: SharedBuffer(count: count) { target in
        for row in 0..<count { target[row] = values[row] >= label.threshold ? 1 : 0 }
      }, fields: fields, groups: (data.log.users, userRows), times: data.log.times, clock: data.log.clock)
  }
}
