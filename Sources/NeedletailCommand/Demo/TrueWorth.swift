import Needletail

/// What a recommender's lists are truly worth to a spread of a generated population.
struct TrueWorth: Sendable {
  private let population: SimulatedPopulation
  private let training: InteractionLog
  /// The users that are asked: an even spread.
  let users: [UserRow]

  /// Lists are worth what unseen items of the training part bring.
  init(population: SimulatedPopulation, training: InteractionLog, users count: Int = 2000) {
    self.population = population
    self.training = training
    let all = training.users.count
    users = (0..<min(count, all)).map { UserRow($0 * all / min(count, all)) }
  }

  /// The worth of each user's list, in the order of `users`.
  func values(
    of recommender: any Recommender, weighting: Weighting, count: Int, pool: WorkerPool
  ) throws -> [Double] {
    let matrix = weighting.matrix(
      of: training, itemFeatures: population.data.itemFeatures, pool: pool)
    let seen = Weighting.binary.matrix(of: training, pool: pool)
    var values = [Double](repeating: 0, count: users.count)
    try values.withUnsafeMutableBufferPointer { values in
      let places = SharedPointer(values)
      try pool.forEach(count: users.count, cancellation: Interruption.cancellation) { index in
        let user = users[index]
        let watched = seen.profile(ofRow: user.index).items
        let query = Query(user: user, profile: matrix.profile(ofRow: user.index))
        let list = try recommender.recommend([query], RankingRequest(count: count, excluded: [watched]))[0]
        places[index] = population.trueUtility(
          of: list.map { ItemRow(rawValue: $0.item) }, for: user,
          excluding: Set(watched.map { ItemRow(rawValue: $0) }))
      }
    }
    return values
  }

  /// The mean worth.
  func mean(
    of recommender: any Recommender, weighting: Weighting, count: Int, pool: WorkerPool
  ) throws -> Double {
    let values = try values(of: recommender, weighting: weighting, count: count, pool: pool)
    return values.reduce(0, +) / Double(max(1, values.count))
  }
}
