import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailRetrieval
import NeedletailServing
import NeedletailStore
import TestSupport

/// Events of users who like groups of items, as clients tell them.
enum Population {
  static let start: Int64 = 1_700_000_000_000

  /// Events in an order in which times go back now and then, of several kinds, some with signals.
  static func events(users: Int, items: Int, count: Int, seed: UInt64 = 1) -> [NewEvent] {
    var random = RandomStream(seed: seed, stream: 0xE7E)
    return (0..<count).map { number in
      let user = random.index(below: users)
      let popular = Int(random.uniform() * random.uniform() * Double(items))
      let item = random.uniform() < 0.7 ? min(popular / 4 * 4 + user % 4, items - 1) : popular
      let kind = ["view", "like", "list", "dislike"][min(random.index(below: 10) / 3, 3)]
      var event = NewEvent(
        user: "u\(user)", item: "\(item)", kind: kind, value: Float(1 + random.index(below: 5)),
        time: start + Int64(number) * 60_000 - Int64(random.index(below: 10)) * 600_000)
      if random.uniform() < 0.5 {
        event.completion = Float(random.uniform())
        event.dwell = Float(random.uniform() * 600)
        event.intent = 0.8
      }
      return event
    }
  }

  /// A store with a population in it; its items have series, categories and points.
  static func store(users: Int, items: Int, events: Int, seed: UInt64 = 1) throws -> MemoryStore {
    let store = MemoryStore()
    let records = (0..<items).map { item -> Change in
      let point = JSONValue.array([.number(Double(item)), .integer(1)])
      let labels = JSONValue.object([.init("series", .string("s\(item / 5)")), .init("embedding", point)])
      let category = item % 2 == 0 ? "even" : "odd"
      let time = start + Int64(item % 50) * 1_000
      return .putItem(ItemRecord(id: "\(item)", categories: [category], time: time, labels: labels))
    }
    _ = try store.commit(records, now: start)
    _ = try store.commit(
      self.events(users: users, items: items, count: events, seed: seed).map { .addEvent($0) }, now: start)
    return store
  }

  /// A model fitted on all that a store holds.
  static func model(
    _ specification: String, of store: any Store, weighting: Weighting = .binary
  ) throws -> Model {
    let data = try store.dataSet().data
    return try Model.train(
      ModelSpecification(parsing: specification),
      on: TrainingData(log: data.log, weighting: weighting, itemFeatures: data.itemFeatures))
  }
}

extension Engine {
  /// Writes one change, which must not be refused.
  @discardableResult
  func write(_ change: Change) async throws -> Receipt { try await write([change])[0].get() }

  /// The ids of a list for a user.
  func ids(for user: String, count: Int = 10) async throws -> [String] {
    try await recommend(RecommendationRequest(user: user) { $0.count = count }).items.map(\.id)
  }
}

extension RecommendationRequest {
  /// A request with some parts set.
  init(user: String? = nil, with change: (inout Self) -> Void) {
    self.init(user: user)
    change(&self)
  }
}
