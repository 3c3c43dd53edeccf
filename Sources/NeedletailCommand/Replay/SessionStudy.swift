import Needletail

/// Chooses how much sessions count in one period, and measures what they are worth in the next.
struct SessionStudy {
  let data: DataSet
  let validationStart: Int64
  let testStart: Int64
  let weighting: Weighting
  let metrics: [MetricKey]
  let lags: [Double]
  let testUsers: Int?
  let validationUsers: Int?
  let settings: RunOptions
  let pool: WorkerPool

  /// The settings that are tried: every combination.
  static let shares = [0.2, 0.4, 0.6, 0.8, 0.9]
  static let halfLives = [300.0, 600, 3600]

  /// Replays every model.
  func run(
    _ specifications: [ModelSpecification], split: String, validation: String
  ) throws -> ReplayDocument {
    let choosing = try replay(from: validationStart, until: testStart, users: validationUsers)
    let testing = try replay(from: testStart, until: .max, users: testUsers)
    let models = try specifications.map { specification in
      let early = try fit(specification, before: validationStart)
      let trials = try Self.blends.map { blend in
        let outcome = try choosing.outcome(of: both(early, blend))
        let value = try choosing.evaluations(of: [outcome])[0].metrics.first?.value ?? 0
        return (blend: blend, value: value)
      }.enumerated().sorted { ($1.element.value, $0.offset) < ($0.element.value, $1.offset) }.map(\.element)
      let model = try fit(specification, before: testStart)
      return try measure(specification, model, trials[0].blend, trials, testing)
    }
    let log = data.log
    return ReplayDocument(
      data: EvaluationDocument.Data(
        source: data.source, users: log.users.count, items: log.items.count, interactions: log.count,
        fingerprint: nil, preparation: weighting == .binary ? nil : "weights: \(weighting)"),
      split:
        "sessions that begin in the test period, \(split), of \(Numbers.grouped(testing.userCount)) users"
        + (testUsers == testing.userCount ? " spread evenly over all" : ""),
      choice: "the best \(metrics[0]) of \(Self.blends.count) settings in the validation period, "
        + "\(validation) of what came before the test",
      metrics: metrics.map(\.description), models: models, seed: settings.seed,
      environment: EvaluationDocument.Environment(
        version: NeedletailVersion.current, threads: settings.threads, confidence: testing.options.confidence,
        resamples: testing.options.resamples))
  }

  static var blends: [SessionBlend] {
    [true, false].flatMap { knows in
      halfLives.flatMap { halfLife in
        shares.map { share in
          var blend = SessionBlend()
          blend.longTermKnowsSession = knows
          blend.halfLife = halfLife
          blend.largestShare = share
          return blend
        }
      }
    }
  }

  private func measure(
    _ specification: ModelSpecification, _ model: any Recommender, _ blend: SessionBlend,
    _ trials: [(blend: SessionBlend, value: Double)], _ replay: SessionReplay
  ) throws -> ReplayDocument.Model {
    let only = SessionRecommender(model, blend: .sessionOnly, kindNames: data.log.kindNames)
    let long = try replay.outcome(of: .init("long-term", model, knows: .beforeSession))
    let now = try replay.outcome(of: both(model, blend))
    let arms = [
      long, try replay.outcome(of: .init("folded", model, knows: .everything)),
      try replay.outcome(of: .init("session", only, knows: .sessionOnly)), now,
    ]
    return ReplayDocument.Model(
      name: specification.description, blend: Self.words(blend),
      validation: trials.map { .init(blend: Self.words($0.blend), value: $0.value) },
      slices: try SessionSlice.allCases.map { try replay.documentSlice(of: arms, $0) },
      lags: try lags.map { lag in
        let late = lag == 0 ? now : try replay.outcome(of: both(model, blend), lag: lag)
        return .init(lagSeconds: lag, slice: try replay.documentSlice(of: [long, late], .all))
      })
  }

  private func both(_ model: any Recommender, _ blend: SessionBlend) -> SessionReplay.Arm {
    let adapted = SessionRecommender(model, blend: blend, kindNames: data.log.kindNames)
    return .init("both", adapted, knows: .everything)
  }

  private func replay(from start: Int64, until end: Int64, users: Int?) throws -> SessionReplay {
    var options = SessionReplay.Options(metrics: metrics, pool: pool)
    options.weighting = weighting
    options.itemFeatures = data.itemFeatures
    options.isPositive = { SessionBlend.standardWeight(ofKind: $0) > 0 }
    options.userLimit = users
    options.seed = settings.seed
    options.cancellation = Interruption.cancellation
    options.progress = Terminal.progress("replaying")
    return try SessionReplay(data.log, from: start, until: end, options: options)
  }

  private func fit(_ specification: ModelSpecification, before moment: Int64) throws -> any Recommender {
    let past = data.before(moment)
    let training = TrainingData(data, log: past.log, weighting: weighting, pool: pool)
    return try specification.algorithm.train(
      training, options: settings.training(specification.name, pool: pool))
  }

  /// "share 0.6, half-life 10 min".
  private static func words(_ blend: SessionBlend) -> String {
    "share \(blend.largestShare), half-life \(Int(blend.halfLife / 60)) min"
      + (blend.longTermKnowsSession ? "" : ", long-term part without the session's items")
  }
}
