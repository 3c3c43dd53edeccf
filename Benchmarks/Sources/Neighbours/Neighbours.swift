import Glibc
import Needletail

/// Fits models on the given training part of a folder and judges them on its test part, as `compare` does for
/// the peer.
///
///     neighbours FOLDER SPECIFICATION REPETITIONS [quality]
@main
struct Neighbours {
  static func main() throws {
    let arguments = CommandLine.arguments
    let data = try DataReader.read(arguments[1])
    let split = try SplitSpecification(parsing: "given").split(data, seed: 1)[0]
    let training = TrainingData(log: split.training)
    let options = TrainingOptions(pool: WorkerPool(threads: 2))
    for specification in try ModelSpecification.list(arguments[2]) {
      var best = Double.infinity
      var model: (any Recommender)?
      for _ in 0..<Int(arguments[3])! {
        model = nil
        let start = now()
        model = try specification.algorithm.train(training, options: options)
        best = min(best, now() - start)
      }
      print("fit", best, specification)
      if arguments.count > 4, let model {
        let start = now()
        let (recall, ndcg) = try quality(model, training, split.test, options.pool)
        print("quality", recall, ndcg, now() - start, specification)
      }
    }
  }

  /// Mean recall@20 and NDCG@20 of all test users, by full ranking without training items.
  static func quality(
    _ model: any Recommender, _ training: TrainingData, _ test: InteractionLog, _ pool: WorkerPool
  ) throws -> (Double, Double) {
    let relevant = Weighting.binary.matrix(of: test)
    let users = (0..<relevant.rows).filter { relevant.count(ofRow: $0) > 0 }
    let tile = 64
    var sums = [(Double, Double)](repeating: (0, 0), count: (users.count + tile - 1) / tile)
    try sums.withUnsafeMutableBufferPointer { sums in
      let shared = SharedPointer(sums)
      try pool.forEach(count: sums.count, cancellation: nil) { number in
        let batch = users[number * tile..<min((number + 1) * tile, users.count)]
        let queries = batch.map { Query(user: UserRow($0), profile: training.profile(of: UserRow($0))) }
        let lists = try model.recommend(
          queries, RankingRequest(count: 20, excluded: queries.map(\.profile.items)))
        for (user, list) in zip(batch, lists) {
          let wanted = Set(relevant.entries(ofRow: user).map { Int32($0.column) })
          var gain = 0.0
          var hits = 0.0
          for (rank, item) in list.enumerated() where wanted.contains(item.item) {
            hits += 1
            gain += 1 / log2(Double(rank + 2))
          }
          let ideal = (0..<min(20, wanted.count)).reduce(0.0) { $0 + 1 / log2(Double($1 + 2)) }
          shared[number].0 += hits / Double(wanted.count)
          shared[number].1 += gain / ideal
        }
      }
    }
    let total = sums.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
    return (total.0 / Double(users.count), total.1 / Double(users.count))
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
