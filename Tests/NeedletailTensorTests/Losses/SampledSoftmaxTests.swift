import Foundation
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Softmax over sampled negatives")
struct SampledSoftmaxTests {
  let workspace = SoftmaxWorkspace(pool: WorkerPool(threads: 2))

  /// A batch over a catalogue, its candidates and their gathered rows.
  struct Sampled {
    let example: SoftmaxExample
    let candidates: SampledCandidates
    let rows: Matrix
    let bias: [Float]

    init(_ example: SoftmaxExample, sampler: CatalogueSampler, count: Int, seed: UInt64 = 3) throws {
      self.example = example
      var stream = RandomStream(seed: seed)
      let negatives = sampler.sample(count, from: &stream)
      candidates = try SampledCandidates(
        targets: example.targets, negatives: negatives, itemCount: example.items.rows)
      rows = Matrix(
        candidates.items.map { item in (0..<example.items.columns).map { example.items[Int(item), $0] } })
      bias = example.bias.isEmpty ? [] : candidates.items.map { example.bias[Int($0)] }
    }

    func outcome(_ softmax: SampledSoftmax, in workspace: SoftmaxWorkspace) throws -> SoftmaxOutcome {
      try softmax.lossAndGradients(
        queries: example.queries, rows: rows, bias: bias, candidates: candidates, in: workspace)
    }

    /// Each query by itself over its own terms, in doubles.
    func reference(_ softmax: SampledSoftmax) -> SoftmaxReference.Outcome {
      let d = example.queries.columns
      var result = SoftmaxReference.Outcome(
        queries: example.queries.doubles.map { $0.map { _ in 0 } },
        items: rows.doubles.map { $0.map { _ in 0 } },
        bias: candidates.items.map { _ in 0 })
      let counted = candidates.targets.indices.filter { candidates.targets[$0] >= 0 }
      for i in counted {
        let target = Int(candidates.targets[i])
        let terms = [target] + (0..<candidates.negativeCount).filter { $0 != target }
        let logits = terms.map { row in
          let product = (0..<d).reduce(bias.isEmpty ? 0 : Double(bias[row])) {
            $0 + Double(example.queries[i, $1]) * Double(rows[row, $1])
          }
          let corrects =
            softmax.correction == .all || softmax.correction == .negatives && row != target
          return product / Double(softmax.temperature)
            - (corrects ? Double(candidates.logExpectedCounts[row]) : 0)
        }
        let normaliser = log(logits.reduce(0) { $0 + exp($1) })
        result.loss += (normaliser - logits[0]) / Double(counted.count)
        for (place, row) in terms.enumerated() {
          let slope =
            (exp(logits[place] - normaliser) - (place == 0 ? 1 : 0)) / Double(counted.count)
            / Double(softmax.temperature)
          result.bias[row] += slope
          for k in 0..<d {
            result.queries[i][k] += slope * Double(rows[row, k])
            result.items[row][k] += slope * Double(example.queries[i, k])
          }
        }
      }
      return result
    }
  }

  static let corrections: [SampledSoftmax.Correction] = [.negatives, .all, .none]

  @Test("agrees with doubles", arguments: corrections, [1, 7, 100, 300])
  func reference(correction: SampledSoftmax.Correction, count: Int) throws {
    for (temperature, biased) in [(Float(1), true), (0.3, false)] {
      let example = SoftmaxExample(
        queries: 150, items: 400, dimension: 20, scale: 0.4, bias: biased, ignored: 4)
      let sampled = try Sampled(example, sampler: .logUniform(items: 400), count: count)
      let softmax = SampledSoftmax(temperature: temperature, correction: correction)
      let (ours, expected) = (try sampled.outcome(softmax, in: workspace), sampled.reference(softmax))
      #expect(abs(ours.loss - expected.loss) < 1e-5)
      #expect(relativeError(ours.queries.doubles, expected.queries) < 1e-5)
      #expect(relativeError(ours.items.doubles, expected.items) < 1e-5)
      if biased { #expect(relativeError([ours.bias.map(Double.init)], [expected.bias]) < 1e-5) }
    }
  }

  @Test("without negatives the target is certain")
  func noNegatives() throws {
    let sampled = try Sampled(
      SoftmaxExample(queries: 70, items: 50, dimension: 5), sampler: .uniform(items: 50), count: 0)
    let outcome = try sampled.outcome(SampledSoftmax(), in: workspace)
    #expect(outcome.loss == 0)
    #expect(outcome.queries.elements.array.allSatisfy { $0 == 0 } && outcome.bias.allSatisfy { $0 == 0 })
    #expect(outcome.items.elements.array.allSatisfy { $0 == 0 })
  }

  @Test("with all items sampled it is the softmax over the catalogue", arguments: corrections)
  func whole(correction: SampledSoftmax.Correction) throws {
    let example = SoftmaxExample(queries: 100, items: 200, dimension: 12, ignored: 6)
    let sampled = try Sampled(example, sampler: .uniform(items: 200), count: 200)
    #expect(sampled.candidates.items.sorted() == (0..<200).map(Int32.init))
    let ours = try sampled.outcome(SampledSoftmax(correction: correction), in: workspace)
    let full = try CatalogueSoftmax().lossAndGradients(
      queries: example.queries, items: example.items, bias: example.bias, targets: example.targets,
      in: workspace)
    #expect(abs(ours.loss - full.loss) < 1e-6)
    #expect(relativeError(ours.queries.doubles, full.queries.doubles) < 1e-5)
    for (row, item) in sampled.candidates.items.enumerated() {
      #expect(abs(ours.bias[row] - full.bias[Int(item)]) < 1e-6)
      for k in 0..<12 { #expect(abs(ours.items[row, k] - full.items[Int(item), k]) < 1e-6) }
    }
  }

  @Test("the corrected normaliser is right on average", arguments: [0, 1, 2])
  func unbiased(kind: Int) throws {
    let counts = (0..<60).map { 1 + 600 / ($0 + 1) }
    let sampler = [
      CatalogueSampler.uniform(items: 60), .logUniform(items: 60), .popularity(counts, exponent: 0.75),
    ][kind]
    let example = SoftmaxExample(queries: 1, items: 60, dimension: 4, scale: 0.5)
    let full = SoftmaxReference(example).outcome.loss
    let ratios = try (0..<4000).map { seed in
      let sampled = try Sampled(example, sampler: sampler, count: 20, seed: UInt64(seed))
      return try exp(sampled.outcome(SampledSoftmax(), in: workspace).loss - full)
    }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    let deviation = (ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(ratios.count)).squareRoot()
    // Sets of different items by repeated draws have their probabilities to a few percent only.
    #expect(abs(mean - 1) < 4 * deviation / Double(ratios.count).squareRoot() + (kind == 0 ? 0 : 0.03))
  }

  @Test("the same bits for any number of threads")
  func threads() throws {
    let example = SoftmaxExample(queries: 700, items: 5000, dimension: 30, ignored: 9)
    let sampled = try Sampled(example, sampler: .logUniform(items: 5000), count: 1000)
    let one = SoftmaxWorkspace(pool: WorkerPool(threads: 1))
    #expect(
      try sampled.outcome(SampledSoftmax(), in: workspace) == sampled.outcome(SampledSoftmax(), in: one))
  }

  @Test("a negative that is the target counts once, whatever its logit")
  func hit() throws {
    let queries = Matrix([[200], [1]])
    let sampler = CatalogueSampler.uniform(items: 2)
    var stream = RandomStream(seed: 1)
    let candidates = try SampledCandidates(
      targets: [0, 1], negatives: sampler.sample(2, from: &stream), itemCount: 2)
    let rows = Matrix(candidates.items.map { [$0 == 0 ? 1 : 0] })
    let outcome = try SampledSoftmax().lossAndGradients(
      queries: queries, rows: rows, candidates: candidates, in: workspace)
    #expect(abs(outcome.loss - log(1 + M_E) / 2) < 1e-6)
  }

  @Test("a target that the sampler never draws is an error where its logit would need correction")
  func neverDrawn() throws {
    var example = SoftmaxExample(queries: 2, items: 3, dimension: 2)
    example.targets = [0, 2]
    let sampled = try Sampled(example, sampler: .popularity([5, 5, 0]), count: 2)
    #expect(try sampled.outcome(SampledSoftmax(), in: workspace).loss.isFinite)
    #expect(throws: LossError.targetNeverDrawn(position: 1, target: 2)) {
      try sampled.outcome(SampledSoftmax(correction: .all), in: workspace)
    }
  }
}
