import Needletail

/// What the lists of a model are truly worth to a spread of users at the end of a generated log.
struct ListTruth: Sendable {
  /// What is true of a list, in the order of `values`.
  static let names = ["response", "enjoyment", "worth"]

  private let viewers: [(query: Query, watched: [Int32], truth: ViewerTruth)]
  private let pool: WorkerPool

  /// Lists are of what the users have not seen, up to a length.
  init(_ population: SimulatedPopulation, users count: Int, length: Int, pool: WorkerPool) {
    self.pool = pool
    let matrix = Weighting.binary.matrix(of: population.data.log, pool: pool)
    let (all, count) = (matrix.rows, min(count, matrix.rows))
    viewers = (0..<count).map { place in
      let user = UserRow(place * all / count)
      let profile = matrix.profile(ofRow: user.index)
      let truth = population.truth(
        of: user, excluding: Set(profile.items.map { ItemRow(rawValue: $0) }), length: length)
      return (Query(user: user, profile: profile), profile.items, truth)
    }
  }

  /// The mean response, enjoyment and worth of the lists cut at each length.
  func values(of recommender: any Recommender, at cutoffs: [Int]) throws -> [[Double]] {
    let length = cutoffs.max() ?? 1
    var values = [[[Double]]](repeating: [], count: viewers.count)
    try values.withUnsafeMutableBufferPointer { values in
      let places = SharedPointer(values)
      try pool.forEach(count: viewers.count, cancellation: Interruption.cancellation) { index in
        let (query, watched, truth) = viewers[index]
        let list = try recommender.recommend([query], RankingRequest(count: length, excluded: [watched]))[0]
          .map { ItemRow(rawValue: $0.item) }
        places[index] = [
          truth.responses(to: list, at: cutoffs), truth.enjoyments(of: list, at: cutoffs),
          truth.worths(of: list, at: cutoffs),
        ]
      }
    }
    return Self.names.indices.map { name in
      cutoffs.indices.map { k in
        values.reduce(0) { $0 + $1[name][k] } / Double(max(values.count, 1))
      }
    }
  }
}
