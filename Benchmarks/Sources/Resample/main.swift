// Seconds of intervals and tests for 6 models × 10 metrics × 20,000 users: 2,000 resamples, 10,000 sign patterns.
import Needletail

let users = 20_000
let pool = WorkerPool()
var random = RandomStream(seed: 1)
let keys = try MetricKey.list(
  "ndcg@5,ndcg@10,ndcg@20,recall@5,recall@10,recall@20,map@10,mrr@10,precision@10,novelty@10")
let models = (0..<6).map { _ in
  keys.map { _ in UserValues((0..<users).map { _ in random.uniform() }) }
}

func measure(_ name: String, _ body: () throws -> Void) rethrows {
  let start = ContinuousClock.now
  try body()
  print("\(name): \(ContinuousClock.now - start)")
}

print("\(pool.threads) threads")
try measure("intervals of 6 models × 10 metrics") {
  for model in models { _ = try Bootstrap(seed: 1, pool: pool).intervals(of: model) }
}
let evaluations = models.enumerated().map { index, values in
  ModelEvaluation(
    name: "model \(index)", scoreSeconds: 0,
    metrics: zip(keys, values).map { MetricResult(key: $0, value: $1.value ?? 0, n: users, definition: "") },
    users: (0..<users).map { UserRow($0) }, values: Dictionary(uniqueKeysWithValues: zip(keys, values)))
}
try measure("15 pairs × 10 metrics: intervals of differences and tests") {
  _ = try Comparison.all(evaluations, options: Comparison.Options(pool: pool))
}
