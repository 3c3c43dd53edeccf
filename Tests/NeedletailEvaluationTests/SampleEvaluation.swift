import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport

/// A small population with tastes and popular items, models of known quality, and everything measured.
struct SampleEvaluation {
  static let users = 400
  static let items = 150

  let split: Split
  let truth: Matrix
  let itemFeatures: FeatureTable
  let userFeatures: FeatureTable

  init(seed: UInt64 = 1) {
    var random = RandomStream(seed: seed)
    let genres = (0..<Self.items).map { $0 * 7 % 5 }
    let popularity = (0..<Self.items).map { 1.6 / Double(1 + $0 % 30).squareRoot() }
    var truth = Matrix(rows: Self.users, columns: Self.items)
    var training: [(Int, Int)] = []
    var test: [(Int, Int)] = []
    var values: [Float] = []
    for user in 0..<Self.users {
      let favourite = user % 5
      for item in 0..<Self.items {
        truth[user, item] = Float(
          popularity[item] + (genres[item] == favourite ? 0.9 : 0) + 0.3 * random.normal())
      }
      let activity = 4 + random.index(below: 8) * random.index(below: 6)
      let chosen = (0..<Self.items).map {
        (item: $0, score: Double(truth[user, $0]) - log(-log(random.uniform())))
      }
      .sorted { $0.score > $1.score }.prefix(activity + 4).map(\.item)
      for (index, item) in chosen.enumerated() {
        if index % 4 == 3 {
          test.append((user, item))
          values.append(Float(1 + random.index(below: 5)))
        } else {
          training.append((user, item))
        }
      }
    }
    self.truth = truth
    split = Split(
      training: InteractionLog(users: Self.users, items: Self.items, training),
      test: InteractionLog(users: Self.users, items: Self.items, test, values: values),
      definition: "every fourth choice of each user",
      warnings: ["training and test events are from the same period"])
    itemFeatures = FeatureTable(
      count: Self.items,
      columns: [
        (
          "genre",
          .categorical(names: ["a", "b", "c", "d", "e"], rows: SharedBuffer(genres.map { Int32($0) }))
        )
      ])
    userFeatures = FeatureTable(
      count: Self.users,
      columns: [
        (
          "country",
          .categorical(
            names: ["Ireland", "New Zealand and islands", "Peru"],
            rows: SharedBuffer((0..<Self.users).map { Int32($0 % 7 == 0 ? -1 : $0 % 3) }))
        )
      ])
  }

  /// A model that knows the truth with noise; popularity is worth `popular` to it.
  func noisy(_ noise: Double, popular: Float = 0, seed: UInt64) -> StubRecommender {
    let truth = truth
    return StubRecommender(itemCount: Self.items) { query, item in
      guard let user = query.user else { return 0 }
      var random = RandomStream(seed: seed, stream: UInt64(user.index * Self.items + Int(item)))
      return truth[user.index, Int(item)] + Float(noise * random.normal()) + popular / Float(1 + item % 30)
    }
  }

  var models: [(String, StubRecommender)] {
    [
      (
        "random",
        StubRecommender(itemCount: Self.items) { _, item in
          Float((UInt32(item) &* 2_654_435_761) >> 8) * 0x1p-22
        }
      ), ("popularity", StubRecommender(itemCount: Self.items) { _, item in 3 - Float(item % 30) / 15 }),
      ("itemknn", noisy(0.9, popular: 1, seed: 3)), ("userknn", noisy(0.95, seed: 4)),
      ("ease", noisy(0.2, seed: 5)), ("ials(dimension=64)", noisy(0.22, popular: 0.3, seed: 6)),
    ]
  }

  static let metrics =
    "ndcg@10,recall@10,recall@10[tail],map@10,auc,rmse,spearman,coverage@10,gini@10,novelty@10,ild@10,poplift@10,logloss"

  func options(threads: Int, metrics: String = Self.metrics) throws -> EvaluationOptions {
    var options = EvaluationOptions(
      metrics: try MetricKey.list(metrics), pool: WorkerPool(threads: threads))
    options.curves = true
    options.itemFeatures = itemFeatures
    options.userFeatures = userFeatures
    return options
  }

  func document(threads: Int, resamples: Int = 2000) throws -> EvaluationDocument {
    var options = try options(threads: threads)
    options.resamples = resamples
    let plan = try EvaluationPlan(split, options: options)
    let evaluations = try models.map { name, model in
      try plan.evaluate(model, name: name, fitSeconds: 0.5, peakBytes: 12_000_000)
    }
    let comparisons = try Comparison.all(evaluations, options: Comparison.Options(options))
    return EvaluationDocument(
      data: EvaluationDocument.Data(split.training, source: "sample <population> & co"), split: split,
      options: options, evaluations: evaluations, comparisons: comparisons, version: "0.1.0")
  }
}
