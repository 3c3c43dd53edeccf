import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import Synchronization
import TestSupport
import Testing

@Suite("Models within groups of users")
struct GroupStudyTests {
  /// An algorithm that is quick to fit: items by their popularity, forwards, backwards, or by what goes with an item.
  struct Quick: Algorithm {
    enum Kind: String, CaseIterable { case popular, unpopular, companions }
    var kind: Kind
    static let descriptor = AlgorithmDescriptor(
      name: "quick", summary: "for tests", paper: "",
      hyperparameters: [
        // No model of these tests has the default, so that each spells its kind.
        Hyperparameter("kind", .choice(default: "none", Kind.allCases.map(\.rawValue)), "what is fitted")
      ], memoryFormula: "0")
    init(_ kind: Kind) { self.kind = kind }
    init(_ values: HyperparameterValues) throws { self.init(.popular) }
    var hyperparameters: HyperparameterValues { HyperparameterValues(["kind": .choice(kind.rawValue)]) }
    func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { MemoryEstimate([]) }
    func fit(
      _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
    ) throws -> any Recommender {
      options.progress?(Progress(stage: "fit", completed: 0, total: 1))
      let items = data.matrix.transposed()
      let counts = (0..<items.rows).map { Float(items.count(ofRow: $0)) }
      let owners = (0..<items.rows).map { Set(items.entries(ofRow: $0).map(\.column)) }
      let kind = kind
      return StubRecommender(itemCount: counts.count) { query, item in
        switch kind {
        case .popular: counts[Int(item)]
        case .unpopular: -counts[Int(item)]
        case .companions:
          query.profile.items.reduce(0) { $0 + Float(owners[Int($1)].intersection(owners[Int(item)]).count) }
        }
      }
    }
    static func open(
      _ file: any ModelReader, hyperparameters: HyperparameterValues
    ) throws -> any Recommender { throw TrainingError("not opened here") }
  }

  private let data = DataSet(
    source: "generated", format: "csv", log: GeneratedLog.log(users: 300, items: 60, events: 6000))

  private func experiment(_ split: String, threads: Int = 2) throws -> Experiment {
    var experiment = Experiment(
      data: data, splits: try SplitSpecification(parsing: split).split(data, seed: 3),
      specifications: [Quick(.popular), Quick(.companions), Quick(.unpopular)].map { ModelSpecification($0) },
      options: EvaluationOptions(
        metrics: try MetricKey.list("ndcg@10,coverage@10"), pool: WorkerPool(threads: threads)))
    experiment.options.resamples = 50
    experiment.groups = GroupStudy(baseline: "quick(kind=popular)", control: "quick(kind=unpopular)")
    return experiment
  }

  @Test("groups share out the users, growing groups end with all of them")
  func partition() throws {
    let result = try experiment("strong:users=0.3,holdout=0.3").run()
    let tables = try #require(result.document.groupComparisons)
    #expect(
      tables.map(\.attribute)
        == ["difficulty", "difficulty, cumulative", "activity", "activity, cumulative"])
    let key = try MetricKey(parsing: "ndcg@10")
    for (groups, growing) in [(tables[0], tables[1]), (tables[2], tables[3])] {
      let users = groups.groups.map(\.users)
      #expect(users.count > 3 && users.reduce(0, +) == result.evaluations[0][key]?.n)
      #expect(growing.groups.map(\.users) == users.indices.map { users[...$0].reduce(0, +) })
      #expect(growing.groups.last?.name == "lowest 100%")
      for (model, evaluation) in result.evaluations.enumerated() {
        let overall = try #require(evaluation[key]).value
        #expect(abs(growing.groups[users.count - 1].models[model].value - overall) < 1e-12)
        let sum = groups.groups.reduce(0) { $0 + Double($1.users) * $1.models[model].value }
        #expect(abs(sum / Double(users.reduce(0, +)) - overall) < 1e-12)
      }
    }
  }

  @Test("users of rare tastes are the hardest for popularity, on a second split as on the first")
  func rareTastes() throws {
    // Even users choose among 30 items, odd ones among 300 others, ten each.
    var random = RandomStream(seed: 4)
    let pairs = (0..<200).flatMap { user -> [(Int, Int)] in
      let range = user % 2 == 0 ? 0..<30 : 30..<330
      return Array(Set((0..<14).map { _ in range.lowerBound + random.index(below: range.count) })).sorted()
        .prefix(10).map { (user, $0) }
    }
    var experiment = try experiment("strong:users=0.4,holdout=0.3")
    experiment.data = DataSet(
      source: "two tastes", format: "csv", log: InteractionLog(users: 200, items: 330, pairs))
    experiment.splits = try SplitSpecification(parsing: "strong:users=0.4,holdout=0.3")
      .split(experiment.data, seed: 3)
    let groups = try #require(try experiment.run().document.groupComparisons)[0].groups
    let (lowest, highest) = (groups[0].models[0].value, groups[groups.count - 1].models[0].value)
    #expect(lowest < 0.5 * highest, "\(lowest) for the hardest, \(highest) for the easiest")
  }

  @Test("groups of difficulty do not look at test items")
  func selection() throws {
    var experiment = try experiment("strong:users=0.3,holdout=0.3")
    // Items that are known already are judged too, so that the same users are.
    experiment.options.includeSeen = true
    var other = experiment
    let test = experiment.splits[0].test
    other.splits[0].test.itemRows = SharedBuffer(test.itemRows.array.map { 59 - $0 })
    let tables = try [experiment, other].map { try #require($0.run().document.groupComparisons)[0] }
    #expect(tables[0].groups.map(\.name) == tables[1].groups.map(\.name))
    #expect(tables[0].groups.map(\.users) == tables[1].groups.map(\.users))
    #expect(tables[0].groups[0].models[0].value != tables[1].groups[0].models[0].value)
  }

  @Test("gains and tests are those of the users of a group")
  func tests() throws {
    let table = try #require(try experiment("strong:users=0.3,holdout=0.3").run().document.groupComparisons)[
      1]
    var raw: [Double] = []
    for group in table.groups {
      let (base, companions, unpopular) = (group.models[0], group.models[1], group.models[2])
      #expect(base.gain == nil && base.againstBaseline == nil && unpopular.againstControl == nil)
      let gain = 100 * (companions.value - base.value) / base.value
      #expect(abs(try #require(companions.gain) - gain) < 1e-9)
      let test = try #require(companions.againstControl)
      #expect(abs(test.difference - (companions.value - unpopular.value)) < 1e-12)
      #expect(abs(try #require(base.againstControl).difference - (base.value - unpopular.value)) < 1e-12)
      raw += [try #require(base.againstControl).p, test.p]
    }
    let adjusted = table.groups.flatMap { $0.models.prefix(2).compactMap { $0.againstControl?.adjustedP } }
    #expect(adjusted == Holm.adjusted(raw))
    #expect(table.groups.last?.models[1].againstControl.map { $0.adjustedP < 0.01 } == true)
  }

  @Test("where histories are training data, the baseline is fitted once more without the hidden part")
  func refit() throws {
    let fits = Mutex<[String]>([])
    let experiment = try experiment("random:0.3")
    let tables = try experiment.run(setup: { label in
      TrainingOptions(progress: { _ in fits.withLock { $0.append(label) } })
    }).document.groupComparisons
    #expect(fits.withLock { $0.count { $0 == "quick(kind=popular)" } } == 2)
    #expect(fits.withLock { $0.count } == 4)
    #expect(tables?.count == 4)
  }

  @Test("folds are pooled")
  func folds() throws {
    let pooled = try experiment("folds:3").run()
    let table = try #require(pooled.document.groupComparisons)[2]
    #expect(table.groups.map(\.users).reduce(0, +) == pooled.evaluations[0].metrics[0].n)
  }

  @Test("the same bytes for one and two threads, which read back; the report tells the caveat")
  func document() throws {
    let documents = try [1, 2].map {
      try experiment("strong:users=0.3,holdout=0.3", threads: $0).run().document
    }
    #expect(documents[0].identity == documents[1].identity)
    #expect(try EvaluationDocument(json: documents[0].json()) == documents[0])
    let html = Report.html(documents[0])
    #expect(html.contains("Who gains and who loses") && html.contains("regression to the mean"))
    var without = try experiment("strong:users=0.3,holdout=0.3")
    without.groups = nil
    let plain = try without.run().document
    let json = try plain.json()
    #expect(plain.groupComparisons == nil && !json.contains("groupComparisons"))
  }

  @Test("names that fit no model or several are refused")
  func names() throws {
    var experiment = try experiment("strong:users=0.3,holdout=0.3")
    experiment.groups = GroupStudy(baseline: "slow")
    let unknown = #expect(throws: EvaluationError.self) { try experiment.run() }
    #expect(unknown?.message.contains("quick(kind=companions)") == true)
    experiment.groups = GroupStudy(baseline: "quick")
    let several = #expect(throws: EvaluationError.self) { try experiment.run() }
    #expect(several?.message.contains("several models") == true)
    experiment.groups = GroupStudy(baseline: "quick(kind=popular)")
    experiment.options.metrics = try MetricKey.list("coverage@10")
    #expect(throws: EvaluationError.self) { try experiment.run() }
  }
}
