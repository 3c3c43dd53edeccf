import Needletail
import TestSupport

/// Models of all sorts over one small log, and questions in the middle of sessions.
enum SessionFixture {
  static let kindNames = ["view", "like", "dislike", "impression", "abandon"]
  static let items = 600
  /// The moment that questions are asked at.
  static let now: Int64 = 1_700_000_000_000

  static let log = GeneratedLog.log(users: 150, items: items, events: 4000, seed: 3)
  static let specifications = [
    "popularity", "itemknn(neighbours=20)", "userknn(neighbours=20)", "ease(l2=50)",
    "ials(dimension=16,epochs=3)",
  ]

  static func model(_ text: String, log: InteractionLog = log) throws -> any Recommender {
    try ModelSpecification(parsing: text).algorithm.train(
      TrainingData(log: log), options: TrainingOptions(seed: 7, pool: WorkerPool(threads: 1)))
  }

  /// An event some seconds before the moment.
  static func event(_ item: Int, _ secondsAgo: Double, kind: String = "view") -> Query.Event {
    Query.Event(
      item: ItemRow(item), time: now - Int64(secondsAgo * 1000),
      kind: UInt8(kindNames.firstIndex(of: kind) ?? 0))
  }

  /// A user of the log with the training history, and events after it.
  static func query(user: Int = 3, _ session: [Query.Event], time: Int64? = now) -> Query {
    let data = TrainingData(log: log)
    let own = Histories(of: log).positions(of: UserRow(user)).map { position in
      Query.Event(item: ItemRow(rawValue: log.itemRows[position]), time: log.times?[position] ?? 0)
    }
    let history = data.profile(of: UserRow(user)).items.map { ItemRow(rawValue: $0) }
    return Query(
      user: UserRow(user), profile: Profile(history + session.map(\.item)), events: own + session, time: time)
  }

  /// A dozen questions: in long and short sessions, outside sessions, strangers.
  static var queries: [Query] {
    var stream = RandomStream(seed: 11)
    return (0..<12).map { number in
      let session = (0..<number % 6).map { place in
        event(
          stream.index(below: items), Double(6 - place) * 90,
          kind: ["view", "like", "view", "abandon"][stream.index(below: 4)])
      }
      guard number % 4 != 3 else {
        return Query(profile: Profile(session.map(\.item)), events: session, time: now)
      }
      return query(user: number, session)
    }
  }
}

extension Recommender {
  /// Scores as rows, in a matrix that held something else before.
  func rows(_ queries: [Query], _ candidates: Candidates = .all) throws -> [[Float]] {
    var scores = Matrix(rows: queries.count, columns: candidates.count(of: itemCount))
    scores.withUnsafeMutableBufferPointer { $0.update(repeating: .nan) }
    try score(queries, candidates: candidates, into: &scores)
    return queries.indices.map { row in (0..<scores.columns).map { scores[row, $0] } }
  }
}

/// The bits of scores.
func bits(_ rows: [[Float]]) -> [[UInt32]] { rows.map { $0.map(\.bitPattern) } }
