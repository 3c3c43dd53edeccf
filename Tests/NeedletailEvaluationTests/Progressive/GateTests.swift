import Glibc
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import Testing

@Suite("The gate, scores of windows, blocks of windows")
struct GateTests {
  /// Examples whose click follows the log-odds.
  private func scored(_ count: Int, shift: Float = 0, scale: Float = 1, seed: UInt64 = 1) -> ScoredExamples {
    var stream = RandomStream(seed: seed)
    let odds = (0..<count).map { _ in Float(stream.normal()) - 2 }
    let labels = odds.map { stream.uniform() < 1 / (1 + exp(-Double($0))) }
    return ScoredExamples(logOdds: odds.map { $0 * scale + shift }, labels: labels)
  }

  @Test("a model like the deployed one passes; worse, biased and moved ones do not")
  func decisions() throws {
    let gate = DeploymentGate()
    let deployed = scored(4000)
    #expect(gate.refusal(deployed, deployed: deployed) == nil)
    let worse = ScoredExamples(logOdds: deployed.logOdds.map { -$0 - 4 }, labels: deployed.labels)
    #expect(try #require(gate.refusal(worse, deployed: deployed)).hasPrefix("log loss"))
    var lenient = gate
    lenient.loss = 10
    #expect(try #require(lenient.refusal(scored(4000, shift: 0.6), deployed: deployed)).hasPrefix("predicts"))
    // Where the deployed model is as far off, keeping it is no cure.
    let off = scored(4000, shift: 0.6)
    #expect(lenient.refusal(off, deployed: off) == nil)
    lenient.calibration = 10
    #expect(lenient.refusal(scored(4000, shift: 1), deployed: deployed) == nil)
    let moved = scored(4000, scale: 2.5)
    #expect(try #require(lenient.refusal(moved, deployed: deployed)).hasPrefix("scores moved"))
    // Where a model has moved to the truth it is let in.
    let flat = ScoredExamples(logOdds: deployed.logOdds.map { $0 * 0.2 - 1.6 }, labels: deployed.labels)
    #expect(lenient.refusal(deployed, deployed: flat) == nil)
    #expect(gate.refusal(scored(4000, shift: .nan), deployed: deployed) != nil)
    #expect(try DeploymentGate(parsing: "psi=0.1,loss=0").stability == 0.1)
    #expect(throws: DataError.self) { try DeploymentGate(parsing: "loss=x") }
    #expect(throws: DataError.self) { try DeploymentGate(parsing: "los=0") }
  }

  @Test("the stability index of worked shares")
  func stability() {
    let reference = (0..<100).map { Float($0) }
    #expect(abs(DeploymentGate.stabilityIndex(reference, reference: reference)) < 1e-12)
    // All scores in the lowest of two bins: shares (100.5, 0.5)/101 against (50.5, 50.5)/101.
    let low = [Float](repeating: -1, count: 100)
    let (a, b) = (100.5 / 101, 0.5 / 101)
    let expected = (a - 0.5) * log(a / 0.5) + (b - 0.5) * log(b / 0.5)
    #expect(abs(DeploymentGate.stabilityIndex(low, reference: reference, bins: 2) - expected) < 1e-12)
  }

  @Test("the score of a window is that of the plain formulas")
  func score() {
    let examples = scored(500, seed: 3)
    let score = WindowScore(examples)
    let clicks = examples.labels.count { $0 }
    #expect(score.examples == 500 && score.clicks == clicks)
    let loss = BinaryClassification.logLoss(probabilities: examples.probabilities, labels: examples.labels)!
    #expect(abs(score.logLoss - loss) < 1e-12)
    let entropy = BinaryClassification.normalisedEntropy(
      probabilities: examples.probabilities, labels: examples.labels)!
    #expect(abs(score.normalisedEntropy! - entropy) < 1e-12)
    #expect(abs(score.calibration! - examples.probabilities.reduce(0, +) / Double(clicks)) < 1e-12)
    let none = WindowScore(examples, where: [Bool](repeating: false, count: 500))
    #expect(none.examples == 0 && none.normalisedEntropy == nil && none.auc == nil)
  }

  @Test("resamples hold as many windows as there are, in blocks around the end")
  func blocks() {
    let bootstrap = BlockBootstrap(windows: 10, block: 4, resamples: 300, seed: 5)
    for counts in bootstrap.counts {
      #expect(counts.reduce(0, +) == 10)
      // Neighbours that are drawn together: of ten places at most three are starts.
      let starts = (0..<10).reduce(0) { $0 + max(0, counts[$1] - counts[($1 + 9) % 10]) }
      #expect(starts <= 3)
    }
    let whole = BlockBootstrap(windows: 6, block: 6, resamples: 50, seed: 5)
    #expect(whole.counts.allSatisfy { $0 == [1, 1, 1, 1, 1, 1] })
    let series = WindowSeries([1, nil, 3, 5, 2, 8], weights: [1, 9, 2, 1, 1, 1])
    let mean = (1.0 + 6 + 5 + 2 + 8) / 6
    #expect(abs(series.mean()! - mean) < 1e-12)
    let estimate = whole.estimate(series, confidence: 0.95)!
    #expect(abs(estimate.value - mean) < 1e-12 && estimate.deviation < 1e-12)
    #expect((series - series).values == [0, nil, 0, 0, 0, 0])
  }

  @Test("intervals of independent windows are about as wide as theory says")
  func width() {
    var stream = RandomStream(seed: 9)
    let values = (0..<400).map { _ in stream.normal() + 1 }
    let bootstrap = BlockBootstrap(windows: 400, block: 1, resamples: 2000, seed: 1)
    let estimate = bootstrap.estimate(
      WindowSeries(values, weights: [Double](repeating: 1, count: 400)), confidence: 0.95)!
    #expect(abs(estimate.deviation - 0.05) < 0.006)
    #expect(estimate.p < 0.002 && estimate.interval!.low > 0.8)
  }

  @Test("arms are read as they are written; mistakes are named")
  func arms() throws {
    let text =
      "static,retrain(windows=12,epochs=1),warm-start(cadence=2,rate=0.5),teacher(lambda=0.5,period=6),replay"
    let arms = try ProgressiveArm.list(text)
    #expect(arms.map(\.description).joined(separator: ",") == text)
    #expect(arms.map(\.kind) == [.static, .retrain, .warmStart, .teacher, .replay])
    for text in ["", "statics", "retrain(rate=1)", "teacher(lambda=2)", "static,static", "replay("] {
      #expect(throws: DataError.self) { try ProgressiveArm.list(text) }
    }
  }
}
