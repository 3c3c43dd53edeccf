import NeedletailCore
import NeedletailData
import NeedletailMath

/// Which events are predicted, user by user in time order, and what was left out on the way.
struct EventTargets: Sendable {
  /// The users who have such events, ascending.
  private(set) var users: [UserRow] = []
  /// Where each user's events start; `users + 1` numbers.
  private(set) var offsets = [0]
  /// The place of each event in its user's timeline.
  private(set) var places: [Int32] = []
  /// The item of each event.
  private(set) var items: [Int32] = []
  /// Events of a pair that the user had met before.
  private(set) var repeats = 0
  /// Events with nothing known before them.
  private(set) var withoutHistory = 0
  /// Events of items that may not be recommended.
  private(set) var outsideCatalogue = 0
  /// The events before a limit was applied.
  private(set) var available = 0

  var count: Int { places.count }

  /// The first event of every (user, item) pair that is asked for and has a history.
  init(_ timeline: EventTimeline, _ questions: EventQuestions, rankable: [Bool]?) {
    for row in 0..<timeline.users {
      let events = timeline.events(of: UserRow(row))
      var seen = Set<Int32>()
      for (place, event) in events.enumerated() {
        let isNew = seen.insert(event.item).inserted
        guard questions.target == .all || event.isHeldOut else { continue }
        if !isNew {
          repeats += 1
        } else if let rankable, !rankable[Int(event.item)] {
          outsideCatalogue += 1
        } else if !Self.hasHistory(events, place, questions.history) {
          withoutHistory += 1
        } else {
          places.append(Int32(place))
          items.append(event.item)
        }
      }
      close(UserRow(row))
    }
    available = count
  }

  /// Whether anything is known when an event is predicted; the first event is the oldest of all.
  private static func hasHistory(
    _ events: [EventTimeline.Event], _ place: Int, _ history: EventHistory
  ) -> Bool {
    switch history {
    case .earlier: events[0].time < events[place].time
    case .others: events.contains { history.admits($0, before: events[place]) }
    }
  }

  private mutating func close(_ user: UserRow) {
    guard count > offsets[offsets.count - 1] else { return }
    users.append(user)
    offsets.append(count)
  }

  /// At most so many events, every one with the same chance: the estimate stays unbiased.
  func sampled(_ limit: Int?, seed: UInt64) -> EventTargets {
    guard let limit, limit < count else { return self }
    var chosen = self
    (chosen.users, chosen.offsets, chosen.places, chosen.items) = ([], [0], [], [])
    var stream = RandomStream(seed: seed, purpose: Self.purpose, row: 0)
    var (needed, left) = (max(limit, 0), count)
    for user in users.indices {
      for event in offsets[user]..<offsets[user + 1] {
        if stream.index(below: left) < needed {
          chosen.places.append(places[event])
          chosen.items.append(items[event])
          needed -= 1
        }
        left -= 1
      }
      chosen.close(users[user])
    }
    return chosen
  }

  /// Keeps the stream of sampling apart from other uses of a seed.
  private static let purpose: UInt16 = 0xE7E2
}
