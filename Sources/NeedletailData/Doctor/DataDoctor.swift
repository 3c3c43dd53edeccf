import NeedletailMath

/// Looks for what is wrong with interactions, or worth knowing, before anything is learnt from them.
///
/// ```swift
/// for finding in DataDoctor.examine(data) { print(finding.code.rawValue, finding.message) }
/// ```
public struct DataDoctor {
  /// What counts as unusual.
  public struct Options: Sendable, Hashable {
    /// The present in milliseconds since 1970, for moments in the future; nil does not look for them.
    public var now: Int64?
    /// Events within a day that no person makes.
    public var robotEventsPerDay: Int

    /// Options.
    public init(now: Int64? = nil, robotEventsPerDay: Int = 1_000) {
      self.now = now
      self.robotEventsPerDay = robotEventsPerDay
    }
  }

  /// The findings about data, the worst first, else in the order of their codes.
  ///
  /// - Parameters:
  ///   - data: the data.
  ///   - split: a division to look at; nil takes the data's own if they have training and test parts.
  ///   - options: what counts as unusual.
  /// - Complexity: O(n log n) for n interactions, about a second for a million.
  public static func examine(
    _ data: DataSet, split: Split? = nil, options: Options = Options()
  ) -> [Finding] {
    let log = data.log
    var findings = skipped(data.skipped)
    guard log.count > 0 else {
      return [Finding(.empty, .error, count: 0, "there are no interactions")] + findings
    }
    let pairs = PairIndex(of: log)
    findings += repetitions(log, pairs)
    findings += values(log)
    findings += signals(log)
    findings += moments(log, options)
    findings += behaviour(log, options)
    findings += popularity(log)
    findings += identifiers(log)
    // The data's own division cannot be examined when a part is empty; the split itself says so when used.
    let own = try? SplitSpecification(parsing: "given").split(data, seed: 0).first
    if let division = split ?? own { findings += leakage(division) }
    return findings.enumerated().sorted {
      ($1.element.severity, $0.element.code.rawValue, $0.offset)
        < ($0.element.severity, $1.element.code.rawValue, $1.offset)
    }.map(\.element)
  }

  private static func skipped(_ rows: SkippedRows) -> [Finding] {
    guard rows.count > 0 else { return [] }
    return [
      Finding(
        .skippedRows, .warning, count: rows.count, "\(rows.count) rows could not be read and were left out",
        example: rows.examples.first?.description ?? "")
    ]
  }
}

extension InteractionLog {
  /// "user 12, item 7" of the interaction at a position.
  func place(_ position: Int) -> String {
    "user \(users.id(Int(userRows[position]))), item \(items.id(Int(itemRows[position])))"
  }
}

/// A count and the first position that it counted.
struct Tally {
  private(set) var count = 0
  private(set) var first = 0

  /// Counts one at a position.
  mutating func add(_ position: Int) {
    if count == 0 { first = position }
    count += 1
  }
}
