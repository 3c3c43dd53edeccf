import FoundationEssentials
import Needletail

/// The demo, chapter by chapter.
struct Demo {
  private let folder: String
  private let settings: RunOptions
  private let pool: WorkerPool
  private let population: SimulatedPopulation
  private let split: Split
  private let start = ContinuousClock.now

  private static let splitText = "time:0.2"
  private static let metrics =
    "ndcg@10,recall@10,hitrate@10,mrr@10,ndcg@10[tail],recall@10[beta=0.3],coverage@10,novelty@10,arp@10"
  /// Events that are predicted one at a time.
  private static let eventLimit = 1000
  private static let models =
    "random,popularity,itemknn(neighbours=100),userknn(neighbours=100),ease,"
    + "ials(dimension=64,epochs=8,unobservedWeight=0.1,l2=0.01)"

  /// Generates the population.
  init(simulation: Simulation, folder: String, settings: RunOptions) throws {
    self.folder = folder
    self.settings = settings
    pool = settings.pool()
    print("1. A population\n")
    population = try simulation.generate(pool: pool)
    split = try SplitSpecification(parsing: Self.splitText).split(population.data, seed: settings.seed)[0]
    let summary = DataSummary(of: population.data.log)
    print(
      """
      \(Numbers.grouped(summary.users)) viewers, \(Numbers.grouped(summary.items)) films and episodes, \
      \(Numbers.grouped(summary.interactions)) events in \(simulation.days) days.
      What was shown favoured the popular and the alluring, as real services do; what was finished depended on taste.

      """)
  }

  /// Tells the story and writes its files.
  mutating func run() throws {
    try makeFolder()
    examine()
    let (document, truth, events) = try compare()
    judgeMetrics(document, truth, events)
    try compareSignals()
    let model = try trainBest(document)
    try recommend(from: model)
    try write(document)
  }

  private func makeFolder() throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(file: folder, "the folder cannot be made: \(error)")
    }
  }

  private func examine() {
    print("2. The data doctor\n")
    print(FindingsText.text(DataDoctor.examine(population.data, split: split)))
  }

  /// Six models on the last fifth of the time, and what their lists are truly worth.
  ///
  /// Events are predicted one at a time too, from what came before them.
  private func compare() throws -> (EvaluationDocument, truth: [Double], events: [ModelEvaluation]) {
    print("\n3. Six models, fitted on the first four fifths of the time, measured on the last\n")
    var options = EvaluationOptions(metrics: try MetricKey.list(Self.metrics), pool: pool)
    options.seed = settings.seed
    options.curves = true
    options.itemFeatures = population.data.itemFeatures
    options.userFeatures = population.data.userFeatures
    options.cancellation = Interruption.cancellation
    let experiment = Experiment(
      data: population.data, splits: [split], specifications: try ModelSpecification.list(Self.models),
      options: options)
    let worth = TrueWorth(population: population, training: split.training)
    var truth: [Double] = []
    var single = EvaluationOptions(metrics: try MetricKey.list("recall@10[beta=0.3]"), pool: pool)
    single.seed = settings.seed
    single.resamples = 0
    let prequential = try PrequentialEvaluation(
      split, EventQuestions(.earlier, limit: Self.eventLimit), options: single)
    var events: [ModelEvaluation] = []
    let settings = settings
    let pool = pool
    let document = try experiment.run(
      setup: { settings.training($0, pool: pool) },
      observe: { recommender, _, _ in
        truth.append(try worth.mean(of: recommender, weighting: .binary, count: 10, pool: pool))
        events.append(try prequential.evaluate(recommender, name: ""))
      }
    ).document
    Terminal.clearProgress()
    print(EvaluationText.text(document, metrics: try MetricKey.list("ndcg@10,recall@10,coverage@10,arp@10")))
    return (document, truth, events)
  }

  /// Which offline metrics rank the models as the truth does.
  private func judgeMetrics(
    _ document: EvaluationDocument, _ truth: [Double], _ events: [ModelEvaluation]
  ) {
    print(
      """

      4. Which metric can be trusted?

      The population's true tastes are known. Ranked by what their lists are truly worth (the NDCG@10 of true
      preference among unseen items):

      """)
    var table = TextTable([("  model", .left), ("true worth", .right)])
    for (model, worth) in zip(document.models, truth).sorted(by: { $0.1 > $1.1 }) {
      table.add(["  \(model.name)", Numbers.fixed(worth, 4)])
    }
    print(table.text)
    print("\nHow each offline metric orders the models, and Kendall's τ of that order with the truth:\n")
    var metrics = TextTable([("  metric", .left), ("τ", .right), ("best to worst", .left)])
    let lists = document.metrics.map { key in
      (name: key, values: document.models.map { $0.metrics[key]?.value ?? 0 })
    }
    let single = (events.first?.metrics ?? []).map { metric in
      (name: "\(metric.key), lloo", values: events.map { $0[metric.key]?.value ?? 0 })
    }
    for (name, values) in lists + single {
      let order = zip(document.models, values).sorted { $0.1 > $1.1 }.map(\.0.name)
      let tau = RatingAccuracy.kendall(values, truth) ?? 0
      metrics.add(["  \(name)", Numbers.fixed(tau, 2), order.joined(separator: ", ")])
    }
    print(metrics.text)
    print(
      """

      lloo predicts \(Numbers.grouped(events.first?.counts.testPairs ?? 0)) test events one at a time, each from what its viewer did before it.
      """)
  }

  /// What the watching signals add to bare events.
  private func compareSignals() throws {
    print("\n5. Clicks against watching\n")
    let comparison = try SignalComparison(
      population: population, split: split, settings: settings, pool: pool)
    print(comparison.text)
  }

  /// The best model by NDCG, fitted on everything.
  private func trainBest(_ document: EvaluationDocument) throws -> Model {
    let specifications = try ModelSpecification.list(Self.models)
    let values = document.models.map { $0.metrics["ndcg@10"]?.value ?? 0 }
    let best = values.indices.max { values[$0] < values[$1] } ?? 0
    let data = population.data
    let model = try Model.train(
      specifications[best],
      on: TrainingData(
        log: data.log, userFeatures: data.userFeatures, itemFeatures: data.itemFeatures, pool: pool),
      options: settings.training("training", pool: pool), source: data.source)
    try model.save(to: "\(folder)/model")
    Terminal.clearProgress()
    print("\n6. The best, \(specifications[best]), fitted on everything, for three viewers")
    return model
  }

  private func recommend(from model: Model) throws {
    for user in [1, 2, 3].map({ $0 * model.users.count / 4 }).map({ UserRow($0) }) {
      let query = model.query(for: user)
      let list = try model.list(for: query, ListRules(count: 5))
      print("\nviewer \(model.users.id(user)), who has watched \(query.profile.items.count) titles\n")
      print(try RankedListing(explaining: list, of: query, model: model).text)
    }
  }

  private func write(_ document: EvaluationDocument) throws {
    try ColumnarFolder.write(population.data, to: "\(folder)/data")
    try JSONOutput.write(document.json(), to: "\(folder)/results.json")
    try JSONOutput.write(
      Report.html(
        document, title: "Six recommenders on a generated population", commandLine: "needletail demo"),
      to: "\(folder)/report.html")
    let seconds = Double((ContinuousClock.now - start).components.seconds)
    print(
      """

      Written in \(Numbers.seconds(seconds)):
        \(folder)/report.html   the comparison, for a browser
        \(folder)/results.json  the same for programs
        \(folder)/model         the model
        \(folder)/data          the interactions

      Try next:
        needletail recommend \(folder)/model --user \(population.data.log.users.id(7)) --explain
        needletail similar \(folder)/model --item 42
        needletail evaluate \(folder)/data --split last:1 --models popularity,ease
      """)
  }
}
