import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import Synchronization
import TestSupport
import Testing

@Suite("Fits of adversarially weighted linear models")
struct AdversarialFitTests {
  private let log = GeneratedLog.log(users: 80, items: 30, events: 900)

  @Test(
    "with equal weights, steps on all users come to the closed form of EASE",
    arguments: ["start=ease", "start=ease,averaging=false", "start=glorot,averaging=false"])
  func frozen(_ form: String) throws {
    let ease = try fit("ease(l2=20)")
    let model = try fit(
      "r-larm(adversary=none,l2=20,batchSize=100000,learningRate=0.002,epochs=6000,\(form))")
    #expect(largestDifference(ease, model) < 2e-3)
    let exact = try fit("r-larm(adversary=none,l2=20,learner=exact,epochs=2)")
    #expect(largestDifference(ease, exact) < 1e-4)
  }

  @Test("fixed user weights come to the closed form of the weighted Gram matrix")
  func weighted() throws {
    let matrix = TrainingData(log: log).matrix
    let histories = UserHistories(matrix)
    let users = 0..<histories.users
    let weights = AdversarialOracle.weights(users.map { Double($0 % 4) - 2 })
    let decay = 0.1
    var learner = LinearLearner(
      weights: Matrix(rows: matrix.columns, columns: matrix.columns), decay: Float(decay))
    let pool = WorkerPool(threads: 2)
    for step in 0..<4000 {
      try learner.descend(
        users, of: histories, residuals: learner.residuals(users, of: histories, pool: pool),
        userWeights: weights, learningRate: step < 2000 ? 0.003 : 0.0003, pool: pool)
    }
    var gram = LinearAlgebraOracle.gram(histories.matrix.doubles, weights: weights)
    for item in gram.indices { gram[item][item] += decay / 2 }
    let inverse = LinearAlgebraOracle.inverse(gram)
    for i in gram.indices {
      for j in gram.indices where i != j {
        let expected = -inverse[i][j] / inverse[j][j]
        #expect(abs(Double(learner.weights[i, j]) - expected) < 1e-3)
      }
      #expect(learner.weights[i, i] == 0)
    }
  }

  @Test("a strong ridge of the adversary gives what no adversary gives; a weak one does not")
  func adversaryMatters() throws {
    let exact = { (text: String) in
      try fit("r-larm(learner=exact,l2=20,epochs=60,learningRate=0.02,\(text))")
    }
    let none = try exact("adversary=none")
    // A start at random decays to equal weights, step by step.
    let strong = largestDifference(none, try exact("adversaryL2=1000000000"))
    let weak = largestDifference(none, try exact("adversaryL2=0.01"))
    #expect(strong < 0.03 && weak > 2 * strong, "\(strong), \(weak)")
  }

  @Test("the adversary waits for the second epoch")
  func firstEpoch() throws {
    let one = try fit("r-larm(epochs=1,adversaryL2=1)")
    let other = try fit("arm(epochs=1,adversaryL2=1000)")
    #expect(largestDifference(one, other) == 0)
    #expect(
      largestDifference(try fit("r-larm(epochs=9,adversaryL2=1)"), try fit("arm(epochs=9,adversaryL2=1)")) > 0
    )
  }

  @Test("a fit stops by validation and names its epochs")
  func stopping() throws {
    let calls = Mutex(0)
    var options = TrainingOptions(seed: 3)
    options.stopping = EarlyStopping(metric: "by hand", patience: 2) { _ in
      calls.withLock { calls in
        calls += 1
        return calls <= 4 ? Double(calls) : 0
      }
    }
    let model = try RLARM().train(TrainingData(log: log), options: options)
    #expect(calls.withLock { $0 } == 6)
    #expect(model.algorithm.hyperparameters.integer("epochs") == 4)
    let again = try fit("r-larm(epochs=4)", seed: 3)
    #expect(largestDifference(try #require(model as? ItemWeightRecommender), again) == 0)
  }

  @Test("weights that cannot be learnt from are refused with the remedy")
  func refusals() throws {
    for algorithm in [RLARM(), ARM()] as [any Algorithm] {
      let name = type(of: algorithm).name
      let nothing = TrainingData(log: InteractionLog(users: 2, items: 3, []))
      let empty = #expect(throws: TrainingError.self) { try algorithm.train(nothing) }
      #expect(empty?.message.contains("\(name) needs interactions") == true)
      var negative = log
      negative.values = SharedBuffer((0..<log.count).map { $0 == 3 ? -1 : 1 })
      let error = #expect(throws: TrainingError.self) {
        try algorithm.train(TrainingData(log: negative, weighting: .value))
      }
      #expect(error?.message.contains("choose another weighting") == true)
    }
  }

  @Test("the memory formula counts five square matrices, four without the mean over steps")
  func memory() {
    let shape = DataShape(users: 130_000, items: 20_108, interactions: 9_000_000)
    let bytes = RLARM().memoryEstimate(for: shape, threads: 2).bytes
    #expect(bytes > 20 * 20_108 * 20_108 && bytes < 8_700_000_000)
    var settings = AdversarialSettings()
    settings.averaging = false
    let published = RLARM(settings).memoryEstimate(for: shape, threads: 2).bytes
    #expect(bytes - published == 4 * 20_108 * 20_108)
    #expect(RLARM().expectedSeconds(for: shape, threads: 2)! > 600)
  }

  private func fit(_ text: String, seed: UInt64 = 1) throws -> any Explaining {
    let specification = try ModelSpecification(parsing: text, registry: .models)
    let model = try specification.algorithm.train(
      TrainingData(log: log), options: TrainingOptions(seed: seed, pool: WorkerPool(threads: 2)))
    return try #require(model as? any Explaining)
  }

  /// The greatest difference between the scores of two models for histories of one item.
  private func largestDifference(_ one: any Explaining, _ other: any Explaining) -> Float {
    let queries = (0..<one.itemCount).map { Query(profile: Profile([ItemRow($0)])) }
    let scores = [one, other].map { model in
      var scores = Matrix(rows: queries.count, columns: model.itemCount)
      #expect(throws: Never.self) { try model.score(queries, candidates: .all, into: &scores) }
      return scores.elements.array
    }
    return zip(scores[0], scores[1]).map { abs($0 - $1) }.max() ?? 0
  }
}
