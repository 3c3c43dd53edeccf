/// Something worth knowing about data before anything is learnt from them.
public struct Finding: Sendable, Hashable, Codable {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Good to know; nothing need be done.
    case info
    /// Results may mislead.
    case warning
    /// The data are wrong.
    case error

    /// Ascending badness.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .info: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// What it is; stable from version to version.
  public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
    /// There are no interactions.
    case empty = "ND001-empty"
    /// A reader left rows out under `--on-error skip`.
    case skippedRows = "ND002-skipped-rows"
    /// Rows repeat the user, item, kind, value and time of another row.
    case duplicates = "ND101-duplicates"
    /// Several events of one user with one item, at different times or of different kinds.
    case repeatedPairs = "ND102-repeated-pairs"
    /// One user gave one item different values at the same time (or without times at all).
    case conflictingValues = "ND103-conflicting-values"
    /// All values are the same and say nothing.
    case constantValues = "ND111-constant-values"
    /// Values that are NaN or infinite.
    case notFinite = "ND112-not-finite"
    /// Rare values beyond the scale that nearly all others keep to.
    case offScale = "ND113-off-scale"
    /// Signals out of range: completion outside 0...1, negative dwell, intent outside 0...1.
    case signalRange = "ND114-signal-range"
    /// Some moments lie in the first years after 1970 and others do not: seconds among milliseconds.
    case clockUnits = "ND121-clock-units"
    /// All moments lie in the first years after 1970: a unit was mistaken, or they are no moments.
    case epochTimes = "ND122-epoch-times"
    /// Moments in the future.
    case futureTimes = "ND123-future-times"
    /// Moments before 1970 or after 2100.
    case absurdTimes = "ND124-absurd-times"
    /// A log that is kept in order of time has rows that jump back: clocks differ.
    case clockSkew = "ND125-clock-skew"
    /// Many events carry the very same moment: an import or a default, no clock.
    case bulkTimes = "ND126-bulk-times"
    /// The column of items behaves as users do, and that of users as items do.
    case transposedColumns = "ND131-transposed-columns"
    /// Users with more events in a day than a person makes.
    case robots = "ND141-robots"
    /// Users with one event: nothing can be held out, little can be learnt.
    case oneEventUsers = "ND142-one-event-users"
    /// Items in the vocabulary without any interaction.
    case silentItems = "ND143-silent-items"
    /// How unevenly interactions are spread over items.
    case popularityConcentration = "ND151-popularity-concentration"
    /// Ids that name a user and an item.
    case sharedIDs = "ND161-shared-ids"
    /// User-item pairs in the training and the test part.
    case overlap = "ND171-train-test-overlap"
    /// Test events that precede training events of the same user.
    case futureLeakage = "ND172-future-leakage"
    /// Test users without any history.
    case coldUsers = "ND173-cold-test-users"
    /// Test items that training does not hold.
    case coldItems = "ND174-cold-test-items"
  }

  /// What it is.
  public var code: Code
  /// How bad it is.
  public var severity: Severity
  /// How many rows, users, items or pairs it concerns, as the message says.
  public var count: Int
  /// What was found and what it means.
  public var message: String
  /// One instance; empty where there is none to show.
  public var example: String

  /// A finding.
  public init(_ code: Code, _ severity: Severity, count: Int, _ message: String, example: String = "") {
    self.code = code
    self.severity = severity
    self.count = count
    self.message = message
    self.example = example
  }
}
