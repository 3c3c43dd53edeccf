import NeedletailCore
import NeedletailData
import NeedletailMath

/// How much two models agree: the mean share of a user's list that the other model's list has too.
struct ListOverlap {
  let share: Double
  let users: Int

  /// Compares the lists of users that are spread evenly over those given.
  ///
  /// - Parameters:
  ///   - first, second: models over the same rows, with the histories that each of them reads.
  ///   - count: the length of the lists.
  ///   - sample: at most so many users.
  init(
    _ first: (model: any Recommender, data: TrainingData),
    _ second: (model: any Recommender, data: TrainingData),
    users: [UserRow], count: Int, sample: Int, pool: WorkerPool, cancellation: Cancellation?
  ) throws {
    let wanted = min(sample, users.count)
    let chosen = (0..<wanted).map { users[$0 * users.count / wanted] }
    let histories = Histories(of: first.data.log)
    let rules = ListRules(count: count)
    var shares = [Double](repeating: 0, count: wanted)
    let batch = 64
    try shares.withUnsafeMutableBufferPointer { shares in
      let places = SharedPointer(shares)
      try pool.forEach(count: (wanted + batch - 1) / batch, cancellation: cancellation) { index in
        let range = index * batch..<min((index + 1) * batch, wanted)
        let lists = try [first, second].map { side in
          let queries = chosen[range].map { Self.query($0, side.data, histories) }
          return try side.model.recommend(queries, rules.request(for: queries))
        }
        for (place, pair) in zip(range, zip(lists[0], lists[1])) {
          let longest = max(pair.0.count, pair.1.count)
          let common = Set(pair.0.map(\.item)).intersection(pair.1.map(\.item)).count
          places[place] = longest == 0 ? 1 : Double(common) / Double(longest)
        }
      }
    }
    share = wanted == 0 ? 0 : shares.reduce(0, +) / Double(wanted)
    self.users = wanted
  }

  private static func query(_ user: UserRow, _ data: TrainingData, _ histories: Histories) -> Query {
    let log = data.log
    let events = histories.positions(of: user).map { position in
      Query.Event(
        item: ItemRow(rawValue: log.itemRows[position]), value: log.values?[position] ?? 1,
        time: log.times?[position] ?? 0, kind: log.kinds?[position] ?? 0)
    }
    return Query(user: user, profile: data.profile(of: user), events: events)
  }
}
