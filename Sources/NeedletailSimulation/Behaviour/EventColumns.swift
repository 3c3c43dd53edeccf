import NeedletailData
import NeedletailMath

/// What an event is, in the order of the log's kind names.
enum EventKind: UInt8, CaseIterable {
  case view, like, dislike, list
}

/// The events of some neighbouring users, as columns.
struct EventColumns: Sendable {
  private var counts: [Int] = []
  private var items: [Int32] = []
  private var values: [Float] = []
  private var times: [Int64] = []
  private var kinds: [UInt8] = []
  private var sessions: [Int32] = []
  private var completion: [Float] = []
  private var dwell: [Float] = []
  private var intent: [Float] = []
  private var sessionCount = 0

  /// The number of events of the present user.
  var count: Int { counts[counts.count - 1] }

  /// Begins the events of the next user.
  mutating func startUser() { counts.append(0) }

  /// Begins the next session.
  mutating func startSession() { sessionCount += 1 }

  /// Adds an event of the present user and session.
  mutating func append(
    _ kind: EventKind, item: Int, time: Int64, rating: Float, completion: Float = .nan, dwell: Float = .nan,
    intent: Float = .nan
  ) {
    counts[counts.count - 1] += 1
    items.append(Int32(item))
    values.append(rating)
    times.append(time)
    kinds.append(kind.rawValue)
    sessions.append(Int32(sessionCount - 1))
    self.completion.append(completion)
    self.dwell.append(dwell)
    self.intent.append(intent)
  }

  /// The log of all parts, users in order.
  static func log(_ parts: [EventColumns], users: Int, items: Int) -> InteractionLog {
    let count = parts.reduce(0) { $0 + $1.items.count }
    func joined<T>(_ column: (EventColumns) -> [T]) -> SharedBuffer<T> {
      SharedBuffer(count: count) { target in
        var place = 0
        for part in parts {
          let elements = column(part)
          _ = UnsafeMutableBufferPointer(rebasing: target[place...]).update(fromContentsOf: elements)
          place += elements.count
        }
      }
    }
    let userRows = SharedBuffer<Int32>(count: count) { target in
      var user: Int32 = 0
      var place = 0
      for number in parts.lazy.flatMap(\.counts) {
        target[place..<place + number].update(repeating: user)
        place += number
        user += 1
      }
    }
    var before: Int32 = 0
    let starts = parts.map { part in
      defer { before += Int32(part.sessionCount) }
      return before
    }
    let sessions = SharedBuffer<Int32>(count: count) { target in
      var place = 0
      for (part, start) in zip(parts, starts) {
        for session in part.sessions {
          target[place] = start + session
          place += 1
        }
      }
    }
    func ids(_ count: Int, from first: Int64) -> Vocabulary {
      Vocabulary(ascending: SharedBuffer((0..<count).map { first + Int64($0) }))
    }
    return InteractionLog(
      // Users and items share no id, as the doctor would remark.
      users: ids(users, from: 10_000_001), items: ids(items, from: 1), userRows: userRows,
      itemRows: joined(\.items), values: joined(\.values), times: joined(\.times), kinds: joined(\.kinds),
      kindNames: EventKind.allCases.map { "\($0)" }, sessions: sessions,
      signals: [
        "completion": joined(\.completion), "dwell": joined(\.dwell), "intent": joined(\.intent),
      ])
  }
}
