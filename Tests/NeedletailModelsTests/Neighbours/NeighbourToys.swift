import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport

/// Five users, four items, ratings; nil where there is none.
enum NeighbourToys {
  static let ratings: [[Double?]] = [
    [5, 3, nil, 1], [4, nil, nil, 1], [1, 1, nil, 5], [1, nil, 5, 4], [nil, 1, 5, 4],
  ]

  /// Ratings as training data, weighted by value.
  static func data(_ ratings: [[Double?]] = ratings) -> TrainingData {
    var users: [Int32] = []
    var items: [Int32] = []
    var values: [Float] = []
    for (user, row) in ratings.enumerated() {
      for (item, rating) in row.enumerated() {
        guard let rating else { continue }
        users.append(Int32(user))
        items.append(Int32(item))
        values.append(Float(rating))
      }
    }
    let log = InteractionLog(
      users: Vocabulary(ratings.indices.map { "\($0)" }),
      items: Vocabulary((ratings.first ?? []).indices.map { "\($0)" }), userRows: SharedBuffer(users),
      itemRows: SharedBuffer(items), values: SharedBuffer(values))
    return TrainingData(log: log, weighting: .value)
  }

  /// A model of the ratings.
  static func model(_ specification: String, _ ratings: [[Double?]] = ratings) throws -> any Recommender {
    try ModelSpecification(parsing: specification, registry: .models).algorithm.train(data(ratings))
  }

  /// The question of a training user.
  static func query(_ user: Int, _ ratings: [[Double?]] = ratings) -> Query {
    Query(user: UserRow(user), profile: data(ratings).profile(of: UserRow(user)))
  }

  /// Random ratings with holes.
  static func random(users: Int, items: Int, seed: UInt64) -> [[Double?]] {
    var random = RandomStream(seed: seed)
    return (0..<users).map { _ in
      (0..<items).map { _ in random.uniform() < 0.4 ? Double(1 + random.index(below: 5)) : nil }
    }
  }
}
