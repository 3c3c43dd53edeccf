import NeedletailEvaluation
import NeedletailMath
import Testing

@Suite("Intervals and tests")
struct StatisticsTests {
  let example = [0.1, 0.1, -0.05, 0.2, 0]

  @Test("the worked example: t, signed ranks, all sign patterns")
  func worked() throws {
    let t = PairedTests.studentT(example)!
    #expect(isClose(t.t, 1.6059101, within: 5e-8) && t.degreesOfFreedom == 4)
    #expect(isClose(t.p, 0.1835669, within: 5e-8))
    let wilcoxon = PairedTests.wilcoxon(example)!
    #expect(wilcoxon.positive == 9 && wilcoxon.negative == 1 && wilcoxon.isExact)
    #expect(wilcoxon.p == 0.25)
    let flips = try SignFlipTest(pool: WorkerPool(threads: 1)).test(example)
    #expect(flips.p == 0.25 && flips.isExact)
  }

  @Test("differences that say nothing")
  func degenerate() throws {
    #expect(PairedTests.studentT([1]) == nil && PairedTests.wilcoxon([0, 0]) == nil)
    #expect(PairedTests.studentT([0, 0])?.p == 1)
    #expect(PairedTests.studentT([2, 2])?.p == 0)
    let test = SignFlipTest(pool: WorkerPool(threads: 1))
    #expect(try test.test([]).p == 1 && test.test([0, 0, 0]).p == 1)
  }

  @Test("known probabilities of Student's t", arguments: [(1, 12.7062047), (5, 2.5705818), (100, 1.9839715)])
  func student(freedom: Int, critical: Double) {
    // Differences with the wanted t: mean m, deviations ±s of equal number, with one more at the mean.
    let count = freedom + 1
    var values = (0..<count).map { count % 2 == 1 && $0 == 0 ? 0 : $0 % 2 == 0 ? 1.0 : -1.0 }
    let deviation = (values.reduce(0) { $0 + $1 * $1 } / Double(freedom)).squareRoot()
    let mean = critical * deviation / Double(count).squareRoot()
    values = values.map { $0 + mean }
    #expect(isClose(PairedTests.studentT(values)?.p, 0.05, within: 1e-6))
  }

  @Test("exact and normal signed-rank probabilities agree where they meet")
  func wilcoxonLimits() {
    var random = RandomStream(seed: 4)
    let values = (0..<50).map { _ in random.normal() + 0.3 }
    let exact = PairedTests.wilcoxon(values)!
    let normal = PairedTests.wilcoxon(values + [1e-9])!
    #expect(exact.isExact && !normal.isExact)
    #expect(isClose(normal.p, exact.p, within: 0.01))
  }

  @Test("random sign patterns come close to all of them, alike for any number of threads")
  func signFlips() throws {
    var random = RandomStream(seed: 7)
    let differences = (0..<400).map { _ in random.normal() + 0.1 }
    let one = try SignFlipTest(seed: 3, pool: WorkerPool(threads: 1)).test(differences)
    let two = try SignFlipTest(seed: 3, pool: WorkerPool(threads: 2)).test(differences)
    let other = try SignFlipTest(seed: 4, pool: WorkerPool(threads: 2)).test(differences)
    #expect(one == two && !one.isExact && other != one)
    #expect(isClose(one.p, PairedTests.studentT(differences)!.p, within: 0.01))
    let mirrored = try SignFlipTest(seed: 3, pool: WorkerPool(threads: 1)).test(differences.map { -$0 })
    #expect(mirrored == one)
  }

  @Test("equal sums count as equal in spite of rounding")
  func ties() throws {
    // Twenty users of equal differences: the observed pattern and its mirror are the only extreme ones.
    let alike = try SignFlipTest(patterns: 20_000, pool: WorkerPool(threads: 1))
      .test([Double](repeating: 0.1, count: 20))
    #expect(alike.p < 0.001)
    let balanced = try SignFlipTest(pool: WorkerPool(threads: 1))
      .test((0..<40).map { $0 % 2 == 0 ? 0.1 : -0.1 })
    #expect(balanced.p == 1)
  }

  @Test("Holm's correction")
  func holm() {
    let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
    for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) {
      #expect(isClose(value, expected, within: 1e-12))
    }
    #expect(Holm.adjusted([]) == [] && Holm.adjusted([0.7, 0.9]) == [1, 1])
  }

  @Test("bootstrap intervals: alike for any number of threads, of the normal width, and centred")
  func bootstrap() throws {
    var random = RandomStream(seed: 11)
    let values = (0..<900).map { _ in random.normal() }
    let metric = UserValues(values)
    let one = try Bootstrap(seed: 5, resamples: 20_001, pool: WorkerPool(threads: 1)).intervals(of: [metric])[
      0]!
    let two = try Bootstrap(seed: 5, resamples: 20_001, pool: WorkerPool(threads: 2)).intervals(of: [metric])[
      0]!
    #expect(one == two)
    let error = 1 / PairedTests.studentT(values)!.t * metric.value!
    #expect(isClose((one.high - one.low) / (2 * 1.96 * error), 1, within: 0.02))
    #expect(isClose((one.high + one.low) / 2, metric.value!, within: 0.01))
    let wide = try Bootstrap(seed: 5, confidence: 0.99, pool: WorkerPool(threads: 1)).intervals(of: [metric])[
      0]!
    #expect(wide.low < one.low && wide.high > one.high)
  }

  @Test("a metric has the same interval whatever is computed beside it; a missing one has none")
  func bootstrapColumns() throws {
    var random = RandomStream(seed: 12)
    let metrics = (0..<5).map { _ in UserValues((0..<50).map { _ in random.uniform() }) }
    let nothing = UserValues([Double?](repeating: nil, count: 50))
    let bootstrap = Bootstrap(seed: 5, resamples: 203, pool: WorkerPool(threads: 2))
    let all = try bootstrap.intervals(of: metrics + [nothing])
    for (metric, interval) in zip(metrics, all) {
      #expect(try bootstrap.intervals(of: [metric])[0] == interval)
    }
    #expect(all[5] == nil)
    #expect(
      try bootstrap.intervals(of: [UserValues([0.5])])[0].map { $0.low == 0.5 && $0.high == 0.5 } == true)
  }

  @Test("resampling agrees with a slow version that draws the same users")
  func oracle() throws {
    let values = UserValues(
      numerators: [4, 1, 0, 9, 2], denominators: [2, 1, 0, 3, 1], aggregation: .root)
    let samples = try Bootstrap(seed: 9, resamples: 40, pool: WorkerPool(threads: 1)).samples(of: [values])[0]
    for (resample, sample) in samples.enumerated() {
      var stream = RandomStream(seed: 9, purpose: 0xB007, row: resample)
      var (numerator, denominator) = (0.0, 0.0)
      for _ in 0..<5 {
        let user = Int((UInt64(stream.nextWord()) * 5) >> 32)
        numerator += values.numerators[user]
        denominator += values.denominators[user]
      }
      #expect(isClose(sample, (numerator / denominator).squareRoot(), within: 1e-12) || denominator == 0)
    }
  }
}
