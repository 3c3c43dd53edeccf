import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Click rates")
struct ClickRateTests {
  private func examples(_ rows: [(label: Int, a: Int, b: Int)]) throws -> ExampleSet {
    try ExampleReader.read(
      bytes: Array(rows.map { "\($0.label) \($0.a):1 \($0.b + 1000):1\n" }.joined().utf8), name: "x.libfm")
  }

  private func model(_ examples: ExampleSet, _ specification: String = "click-rate") throws
    -> any ProbabilityPredictor
  {
    let algorithm = try ModelSpecification(parsing: specification, registry: .models).algorithm
    let model = try algorithm.train(TrainingData(examples, training: Array(0..<examples.count)))
    return try #require(model as? any ProbabilityPredictor)
  }

  /// Labels drawn with log-odds that are a sum over two fields.
  private func drawn(_ count: Int, seed: UInt64 = 1, strength: Double = 1) throws -> (ExampleSet, [Double]) {
    var stream = RandomStream(seed: seed)
    var truth: [Double] = []
    let rows = (0..<count).map { _ in
      let (a, b) = (stream.index(below: 8), stream.index(below: 5))
      let p = 1 / (1 + exp(-strength * (Double(a) / 4 - 1 + (b == 0 ? 1.5 : -0.5))))
      truth.append(p)
      return (label: stream.uniform() < p ? 1 : 0, a: a, b: b)
    }
    return (try examples(rows), truth)
  }

  @Test("probabilities come near the truth where fields are independent")
  func truth() throws {
    let (examples, truth) = try drawn(20_000)
    let predicted = try model(examples).probabilities(of: model(examples).ranking.space.encode(examples))
    let errors = zip(predicted, truth).map { abs($0 - $1) }
    #expect(errors.max()! < 0.06)
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.015)
  }

  @Test("fields that say the same twice are tempered")
  func repetition() throws {
    var stream = RandomStream(seed: 4)
    let rows = (0..<20_000).map { _ -> (label: Int, a: Int, b: Int) in
      let a = stream.index(below: 8)
      return (stream.uniform() < 0.1 + 0.1 * Double(a) ? 1 : 0, a, a)
    }
    let examples = try examples(rows)
    let model = try model(examples)
    let predicted = try model.probabilities(of: model.ranking.space.encode(examples))
    let errors = zip(predicted, rows).map { abs($0 - (0.1 + 0.1 * Double($1.a))) }
    #expect(errors.max()! < 0.03)
  }

  @Test("many fields of noise with few examples give the mean rate")
  func overconfidence() throws {
    var stream = RandomStream(seed: 8)
    let lines = (0..<1000).map { _ -> String in
      let fields = (0..<40).map { "\($0 * 1000 + stream.index(below: 100)):1" }
      return "\(stream.index(below: 10) == 0 ? 1 : 0) \(fields.joined(separator: " "))\n"
    }
    let examples = try ExampleReader.read(bytes: Array(lines.joined().utf8), name: "x.libfm")
    let training = Array(0..<700)
    let recommender = try ClickRate().train(TrainingData(examples, training: training))
    let model = try #require(recommender as? any ProbabilityPredictor)
    let predicted = try model.probabilities(of: model.ranking.space.encode(examples, Array(700..<1000)))
    #expect(predicted.allSatisfy { $0 > 0.02 && $0 < 0.4 }, "\(predicted.min()!) to \(predicted.max()!)")
  }

  @Test("noise gives the mean rate")
  func noise() throws {
    var stream = RandomStream(seed: 5)
    let examples = try examples(
      (0..<3000).map { _ in
        (stream.index(below: 4) == 0 ? 1 : 0, stream.index(below: 1500), stream.index(below: 1500))
      })
    let model = try model(examples)
    let predicted = try model.probabilities(of: model.ranking.space.encode(examples))
    #expect(predicted.allSatisfy { abs($0 - 0.25) < 0.1 })
  }

  @Test("an unseen value speaks neither for nor against")
  func unseen() throws {
    let (training, _) = try drawn(5000)
    let model = try model(training)
    let odds = try model.logOdds(of: examples([(0, 999, 998), (0, 999, 997)]), at: nil)
    #expect(odds[0] == odds[1])
    #expect(throws: DataError.self) {
      try model.logOdds(of: ExampleReader.read(bytes: Array("1 1:1\n".utf8), name: "x.libfm"), at: nil)
    }
  }

  @Test("a saved model predicts the same bits, of examples and of candidates")
  func saving() throws {
    let (training, _) = try drawn(2000)
    let folder = TemporaryFolder()
    let data = try TrainingData(training, training: Array(0..<2000))
    let recommender = try ClickRate().train(data)
    let model = Model(
      recommender: recommender, data: data,
      metadata: ModelMetadata(createdBy: "test", dataFingerprint: data.fingerprint, seed: 1))
    try model.save(to: folder.path("m"))
    let opened = try Model.open(folder.path("m"), registry: .models)
    let predictor = try #require(opened.recommender as? any ProbabilityPredictor)
    let own = try #require(recommender as? any ProbabilityPredictor)
    #expect(try predictor.logOdds(of: training) == own.logOdds(of: training))
    let query = try #require(opened.query(user: "3"))
    let ranked = try opened.recommender.recommend([query], RankingRequest(count: 5))[0]
    #expect(
      ranked.map(\.item) == (try recommender.recommend([query], RankingRequest(count: 5))[0].map(\.item)))
    // Item 1000 is the one that is clicked most.
    #expect(opened.items.id(Int(ranked[0].item)) == "1000")
  }

  @Test("from a log, items are ranked by popularity")
  func log() throws {
    let data = TrainingData(log: GeneratedLog.log(users: 60, items: 40, events: 700))
    let lists = try [ClickRate().train(data), Popularity().train(data)].map {
      try $0.recommend([Query(profile: .empty)], RankingRequest(count: 40))[0].map(\.item)
    }
    #expect(lists[0] == lists[1])
  }

  @Test("labels of several classes are refused")
  func classes() throws {
    let examples = try ExampleReader.read(
      bytes: Array("y,f\n2,a\n1,b\n0,a\n".utf8), name: "e.csv",
      schema: FeatureSchema(parsing: "y: label classes=3\nf: categorical"))
    #expect(throws: TrainingError.self) {
      try ClickRate().train(TrainingData(examples, training: [0, 1, 2]))
    }
  }
}
