import Glibc
import NeedletailEvaluation
import NeedletailMath
import Testing

@Suite("Metrics of labelled examples")
struct ExampleMetricTests {
  private func scored(_ count: Int, seed: UInt64 = 1, levels: Int = 12) -> ScoredExamples {
    var stream = RandomStream(seed: seed)
    let labels = (0..<count).map { _ in stream.index(below: 3) == 0 }
    let odds = labels.map { Float(stream.index(below: levels) + ($0 ? 3 : 0)) / 4 - 2 }
    return ScoredExamples(logOdds: odds, labels: labels)
  }

  @Test(
    "placements are the shares that a double loop counts, and average to the AUC", arguments: [2, 10, 57])
  func placements(_ count: Int) throws {
    let scored = scored(count)
    guard let placements = scored.placements() else {
      #expect(Set(scored.labels).count < 2)
      return
    }
    for one in 0..<count {
      let others = (0..<count).filter { scored.labels[$0] != scored.labels[one] }
      let wins = others.reduce(0.0) { sum, other in
        let gap = (scored.logOdds[one] - scored.logOdds[other]) * (scored.labels[one] ? 1 : -1)
        return sum + (gap > 0 ? 1 : gap == 0 ? 0.5 : 0)
      }
      #expect(abs(placements[one] - wins / Double(others.count)) < 1e-12)
    }
    let auc = try #require(
      BinaryClassification.auc(scores: scored.logOdds.map(Double.init), labels: scored.labels))
    for label in [true, false] {
      let own = placements.indices.filter { scored.labels[$0] == label }.map { placements[$0] }
      #expect(abs(own.reduce(0, +) / Double(own.count) - auc) < 1e-12)
    }
  }

  @Test("resamples are the metrics of the drawn examples", arguments: [1, 4])
  func resamples(_ perUnit: Int) throws {
    let scored = scored(60)
    let units = (0..<60).map { Int32($0 / perUnit) }
    let count = 60 / perUnit
    let bootstrap = Bootstrap(seed: 7, resamples: 20, pool: WorkerPool(threads: 2))
    let samples = try ExampleBootstrap(bootstrap: bootstrap, units: units, unitCount: count).samples(
      of: scored)
    // How often each unit was drawn, from the mean of its indicator.
    let indicators = (0..<count).map { unit in UserValues((0..<count).map { $0 == unit ? 1 : 0 }) }
    let shares = try bootstrap.samples(of: indicators)
    for resample in 0..<20 {
      let counts = shares.map { Int(($0[resample]! * Double(count)).rounded()) }
      let drawn = (0..<60).flatMap { [Int](repeating: $0, count: counts[Int(units[$0])]) }
      let own = ScoredExamples(
        logOdds: drawn.map { scored.logOdds[$0] }, labels: drawn.map { scored.labels[$0] })
      for (family, value) in [
        (MetricFamily.auc, samples.auc[resample]), (.logloss, samples.logLoss[resample]),
        (.ne, samples.normalisedEntropy[resample]), (.ece, samples.calibrationError[resample]),
      ] {
        let expected = try #require(ExampleMetrics.value(MetricKey(family), own))
        #expect(abs(value - expected) < 1e-9, "\(family)")
      }
    }
  }

  @Test("DeLong's test has the variance of the formula, and the level that it claims")
  func deLong() throws {
    // The textbook form: covariances of the placements of positives and of negatives.
    let (one, other) = (scored(200, seed: 2), scored(200, seed: 2, levels: 20))
    #expect(one.labels == other.labels)
    let (first, second) = (one.placements()!, other.placements()!)
    let units = (0..<200).map { Int32($0) }
    let test = DeLongTest(first, second, labels: one.labels, units: units, count: 200)
    var variance = 0.0
    for label in [true, false] {
      let gaps = one.labels.indices.filter { one.labels[$0] == label }.map { first[$0] - second[$0] }
      let n = Double(gaps.count)
      let mean = gaps.reduce(0, +) / n
      variance += gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n
    }
    let p = erfc(abs(test.difference) / (2 * variance).squareRoot())
    #expect(abs(test.p - p) < 0.01)

    var rejected = 0
    for trial in 0..<400 {
      var stream = RandomStream(seed: 100, stream: UInt64(trial))
      let labels = (0..<80).map { _ in stream.index(below: 2) == 0 }
      func noisy() -> [Double] {
        ScoredExamples(
          logOdds: labels.map { Float(stream.uniform() + stream.uniform() + ($0 ? 0.4 : 0)) }, labels: labels
        ).placements()!
      }
      let (a, b) = (noisy(), noisy())
      if DeLongTest(a, b, labels: labels, units: (0..<80).map { Int32($0) }, count: 80).p < 0.05 {
        rejected += 1
      }
    }
    #expect((8...36).contains(rejected), "\(rejected) of 400")
  }

  @Test("a model against itself has no difference")
  func same() {
    let placements = scored(50).placements()!
    let test = DeLongTest(
      placements, placements, labels: scored(50).labels, units: (0..<50).map { Int32($0) }, count: 50)
    #expect(test.difference == 0 && test.p == 1)
  }

  @Test("reliability counts every example once, and Wilson's interval is the published one")
  func reliability() {
    let scored = scored(300)
    let bins = ReliabilityBin.bins(scored, count: 10, confidence: 0.95)
    #expect(bins.map(\.examples).reduce(0, +) == 300)
    #expect(bins.map(\.clicks).reduce(0, +) == scored.labels.count { $0 })
    let error = bins.reduce(0.0) { $0 + Double($1.examples) / 300 * abs($1.meanProbability - $1.rate) }
    let expected = BinaryClassification.calibrationError(
      probabilities: scored.probabilities, labels: scored.labels)
    #expect(abs(error - (expected ?? 0)) < 1e-12)
    for bin in bins {
      #expect(bin.rateLow <= bin.rate && bin.rate <= bin.rateHigh)
      #expect(bin.low <= bin.meanProbability && bin.meanProbability <= bin.high)
    }
    // 81 of 263: [0.2553, 0.3662] (Newcombe, Statistics in Medicine 1998, table I).
    let odds = [Float](repeating: 0, count: 263)
    let bin = ReliabilityBin.bins(
      ScoredExamples(logOdds: odds, labels: (0..<263).map { $0 < 81 }), count: 10, confidence: 0.95)[0]
    #expect(abs(bin.rateLow - 0.2553) < 5e-5 && abs(bin.rateHigh - 0.3662) < 5e-5)
  }
}
