public import NeedletailMath

/// Everything that was read from one source: the interactions, the declared attributes, and the division into
/// training and test parts if the source brings its own.
public struct DataSet: Sendable {
  /// Where it came from, as the user named it.
  public var source: String
  /// The format that it was read as: "movielens", "csv".
  public var format: String
  /// All interactions; when the source brings its own division, training and test parts one after the other.
  public var log: InteractionLog
  /// Attributes of users over `log.users`, if any were given.
  public var userFeatures: FeatureTable?
  /// Attributes of items over `log.items`, if any were given.
  public var itemFeatures: FeatureTable?
  /// The source's own division, for `--split given` and `given-folds`.
  public var given: GivenDivision?
  /// Rows that were left out under `--on-error skip`: how many, and the first few reasons.
  public var skipped: SkippedRows

  /// A data set without attributes or a division of its own.
  public init(
    source: String, format: String, log: InteractionLog, userFeatures: FeatureTable? = nil,
    itemFeatures: FeatureTable? = nil, given: GivenDivision? = nil, skipped: SkippedRows = SkippedRows()
  ) {
    self.source = source
    self.format = format
    self.log = log
    self.userFeatures = userFeatures
    self.itemFeatures = itemFeatures
    self.given = given
    self.skipped = skipped
  }
}

/// A division of the interactions that came with the data.
public struct GivenDivision: Sendable {
  /// The part of each interaction of the log: 0 is training, 1 test, 2 validation; or the number of a fold
  /// when `folds` is positive (1, 2, …).
  public var parts: SharedBuffer<UInt8>
  /// The number of folds; 0 for a train/test division.
  public var folds: Int
  /// The items that a user's test items are ranked against, if the source lists them: by user row, item rows
  /// ascending, test items not among them.
  public var negatives: [UserRow: [ItemRow]]?

  /// A division from its parts.
  public init(parts: SharedBuffer<UInt8>, folds: Int = 0, negatives: [UserRow: [ItemRow]]? = nil) {
    self.parts = parts
    self.folds = folds
    self.negatives = negatives
  }
}

/// Rows that a reader left out because it was told to skip bad ones.
public struct SkippedRows: Sendable {
  /// How many rows.
  public var count: Int
  /// The first few errors.
  public var examples: [DataError]

  /// A record of skipped rows.
  public init(count: Int = 0, examples: [DataError] = []) {
    self.count = count
    self.examples = examples
  }
}
