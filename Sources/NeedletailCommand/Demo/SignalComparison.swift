import Needletail

/// The same model on bare events and on confidence from watching, by true preference.
struct SignalComparison {
  private let binary: Double
  private let watch: Double
  private let p: Double
  private let users: Int
  private static let model = "ials(dimension=64,epochs=8,unobservedWeight=0.1,l2=0.01)"
  private static let length = 20

  /// Fits both and asks both for the same users.
  init(population: SimulatedPopulation, split: Split, settings: RunOptions, pool: WorkerPool) throws {
    let worth = TrueWorth(population: population, training: split.training)
    let specification = try ModelSpecification(parsing: Self.model)
    func values(_ weighting: Weighting) throws -> [Double] {
      let data = TrainingData(
        log: split.training, weighting: weighting, itemFeatures: population.data.itemFeatures, pool: pool)
      let recommender = try specification.algorithm.train(
        data, options: settings.training("\(weighting)", pool: pool))
      return try worth.values(of: recommender, weighting: weighting, count: Self.length, pool: pool)
    }
    let bare = try values(.binary)
    let watched = try values(Weighting(parsing: "watch"))
    Terminal.clearProgress()
    users = bare.count
    binary = bare.reduce(0, +) / Double(users)
    watch = watched.reduce(0, +) / Double(users)
    p = try SignFlipTest(seed: settings.seed, pool: pool).test(zip(watched, bare).map { $0 - $1 }).p
  }

  /// Two lines and a verdict.
  var text: String {
    let gain = (watch / binary - 1) * 100
    let sign = gain >= 0 ? "+" : ""
    return """
      NDCG@\(Self.length) of true preference, \(Self.model), \(Numbers.grouped(users)) viewers:
        every event counts one        \(Numbers.fixed(binary, 4))
        confidence from watching      \(Numbers.fixed(watch, 4))  (\(sign)\(Numbers.fixed(gain, 1))%, paired \(Numbers.probability(p)))
      """
  }
}
