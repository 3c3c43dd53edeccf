public import NeedletailMath

/// Interactions in columns: who, what, and as far as known how much, when, of which kind and in which session.
///
/// Rows keep the order of their source. An absent column is nil and costs nothing. All columns may be windows
/// of a mapped folder. Eight bytes an interaction are needed, at most 29 without signals.
public struct InteractionLog: Sendable {
  /// What the numbers of the `times` column mean.
  public enum Clock: String, Sendable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    case milliseconds
    /// A rank within each user's own history; it orders a history but is no moment.
    case order
  }

  /// External ids of users.
  public var users: Vocabulary
  /// External ids of items.
  public var items: Vocabulary
  /// The user of each interaction, as a row of `users`.
  public var userRows: SharedBuffer<Int32>
  /// The item of each interaction, as a row of `items`.
  public var itemRows: SharedBuffer<Int32>
  /// A rating, a count or another strength; nil means one each.
  public var values: SharedBuffer<Float>?
  /// When, in the unit of `clock`.
  public var times: SharedBuffer<Int64>?
  /// What `times` means.
  public var clock: Clock
  /// The kind of each event, as an index into `kindNames`.
  public var kinds: SharedBuffer<UInt8>?
  /// The names of the kinds: "view", "purchase".
  public var kindNames: [String]
  /// The session of each event, numbered from 0.
  public var sessions: SharedBuffer<Int32>?
  /// Further numeric columns by name, NaN where unknown: `completion` (share watched, 0...1), `dwell`
  /// (seconds), `intent` (how far the user came of their own accord, 0...1).
  public var signals: [String: SharedBuffer<Float>]

  /// A log from its columns.
  ///
  /// - Precondition: all present columns have the same length; rows lie within their vocabularies.
  public init(
    users: Vocabulary, items: Vocabulary, userRows: SharedBuffer<Int32>, itemRows: SharedBuffer<Int32>,
    values: SharedBuffer<Float>? = nil, times: SharedBuffer<Int64>? = nil, clock: Clock = .milliseconds,
    kinds: SharedBuffer<UInt8>? = nil, kindNames: [String] = [], sessions: SharedBuffer<Int32>? = nil,
    signals: [String: SharedBuffer<Float>] = [:]
  ) {
    let count = userRows.count
    precondition(itemRows.count == count, "\(itemRows.count) items for \(count) users")
    precondition(values.map { $0.count == count } ?? true, "values: wrong length")
    precondition(times.map { $0.count == count } ?? true, "times: wrong length")
    precondition(kinds.map { $0.count == count } ?? true, "kinds: wrong length")
    precondition(sessions.map { $0.count == count } ?? true, "sessions: wrong length")
    precondition(signals.values.allSatisfy { $0.count == count }, "signals: wrong length")
    self.users = users
    self.items = items
    self.userRows = userRows
    self.itemRows = itemRows
    self.values = values
    self.times = times
    self.clock = clock
    self.kinds = kinds
    self.kindNames = kindNames
    self.sessions = sessions
    self.signals = signals
  }

  /// The number of interactions.
  public var count: Int { userRows.count }

  /// The interactions at the given positions, in that order; vocabularies stay whole.
  ///
  /// - Complexity: O(positions).
  public func selecting(_ positions: [Int]) -> InteractionLog {
    func gather<T>(_ column: SharedBuffer<T>) -> SharedBuffer<T> {
      SharedBuffer(count: positions.count) { target in
        column.withUnsafeBufferPointer { source in
          for (to, from) in positions.enumerated() { target[to] = source[from] }
        }
      }
    }
    return InteractionLog(
      users: users, items: items, userRows: gather(userRows), itemRows: gather(itemRows),
      values: values.map(gather), times: times.map(gather), clock: clock, kinds: kinds.map(gather),
      kindNames: kindNames, sessions: sessions.map(gather), signals: signals.mapValues(gather))
  }
}
