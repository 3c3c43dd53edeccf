import Foundation
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Negative samplers")
struct CatalogueSamplerTests {
  static let samplers: [CatalogueSampler] = [
    .uniform(items: 30), .logUniform(items: 30), .popularity((0..<30).map { 1000 / ($0 + 1) }),
    .popularity((0..<30).map { $0 % 3 == 0 ? 0 : $0 }, exponent: 0.5),
  ]

  @Test("probabilities sum to one", arguments: samplers)
  func probabilities(sampler: CatalogueSampler) {
    #expect(abs((0..<30).reduce(0) { $0 + sampler.probability(of: $1) } - 1) < 1e-12)
  }

  @Test("single draws have the probabilities that are said", arguments: samplers)
  func singles(sampler: CatalogueSampler) {
    var stream = RandomStream(seed: 1)
    var counts = [Int](repeating: 0, count: 30)
    let draws = 40_000
    for _ in 0..<draws { counts[Int(sampler.sample(1, from: &stream).items[0])] += 1 }
    for item in 0..<30 {
      let expected = sampler.probability(of: item) * Double(draws)
      #expect(abs(Double(counts[item]) - expected) <= 5 * expected.squareRoot())
    }
  }

  @Test("items of a sample differ, and each is in it as often as is said", arguments: samplers)
  func sets(sampler: CatalogueSampler) {
    var stream = RandomStream(seed: 2)
    var counts = [Double](repeating: 0, count: 30)
    var expected = counts
    let samples = 10_000
    for _ in 0..<samples {
      let sample = sampler.sample(8, from: &stream)
      #expect(Set(sample.items).count == 8)
      for item in sample.items { counts[Int(item)] += 1 }
      for item in 0..<30 { expected[item] += exp(Double(sample.logExpectedCount(of: item))) }
    }
    for item in 0..<30 {
      // Repeated draws until enough are different have these probabilities only nearly.
      #expect(abs(counts[item] - expected[item]) <= 5 * expected[item].squareRoot() + 0.03 * expected[item])
    }
  }

  @Test("all items can be drawn, and only those with a count", arguments: samplers)
  func all(sampler: CatalogueSampler) {
    var stream = RandomStream(seed: 3)
    let sample = sampler.sample(sampler.drawable, from: &stream)
    #expect(sample.items.sorted() == (0..<30).filter { sampler.probability(of: $0) > 0 }.map(Int32.init))
    #expect(sampler.sample(0, from: &stream).items.isEmpty)
  }

  @Test("the same seed draws the same items", arguments: samplers)
  func seeds(sampler: CatalogueSampler) {
    var (a, b) = (RandomStream(seed: 4), RandomStream(seed: 4))
    #expect(sampler.sample(10, from: &a).items == sampler.sample(10, from: &b).items)
  }

  @Test("candidates are negatives, then other targets, each once")
  func candidates() throws {
    var stream = RandomStream(seed: 5)
    let negatives = CatalogueSampler.uniform(items: 10).sample(4, from: &stream)
    let outside = (0..<10).map(Int32.init).filter { !negatives.items.contains($0) }
    let targets = [outside[1], negatives.items[2], SoftmaxBatch.ignored, outside[0], outside[1]]
    let candidates = try SampledCandidates(targets: targets, negatives: negatives, itemCount: 10)
    #expect(candidates.items == negatives.items + [outside[1], outside[0]])
    #expect(candidates.targets == [4, 2, SoftmaxBatch.ignored, 5, 4])
    #expect(candidates.logExpectedCounts.allSatisfy { abs($0 - Float(log(0.4))) < 1e-6 })
    #expect(throws: LossError.targetOutOfRange(position: 1, target: 10, items: 10)) {
      try SampledCandidates(targets: [3, 10], negatives: negatives, itemCount: 10)
    }
  }
}
