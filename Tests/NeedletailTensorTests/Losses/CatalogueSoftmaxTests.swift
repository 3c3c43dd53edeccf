import Foundation
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Softmax over a catalogue")
struct CatalogueSoftmaxTests {
  let workspace = SoftmaxWorkspace(pool: WorkerPool(threads: 2))

  func check(
    _ example: SoftmaxExample, _ softmax: CatalogueSoftmax = CatalogueSoftmax(), tolerance: Double = 1e-5
  ) throws {
    let outcome = try softmax.lossAndGradients(
      queries: example.queries, items: example.items, bias: example.bias, targets: example.targets,
      in: workspace)
    let expected = SoftmaxReference(
      example, smoothing: softmax.labelSmoothing, temperature: softmax.temperature
    ).outcome
    #expect(abs(outcome.loss - expected.loss) <= 1e-5 * max(1, abs(expected.loss)))
    #expect(relativeError(outcome.queries.doubles, expected.queries) < tolerance)
    #expect(relativeError(outcome.items.doubles, expected.items) < tolerance)
    if !example.bias.isEmpty {
      #expect(relativeError([outcome.bias.map(Double.init)], [expected.bias]) < tolerance)
    }
    let alone = try softmax.loss(
      queries: example.queries, items: example.items, bias: example.bias, targets: example.targets,
      in: workspace)
    #expect(alone == outcome.loss)
  }

  @Test(
    "agrees with doubles", arguments: [1, 2, 63, 64, 65, 200, 1100], [1, 2, 5, 6, 59, 61, 700, 1300])
  func shapes(queries: Int, items: Int) throws {
    try check(SoftmaxExample(queries: queries, items: items, dimension: 20, scale: 0.5))
  }

  @Test(
    "agrees with doubles in every dimension",
    arguments: [1, 2, 15, 16, 17, 31, 32, 48, 50, 63, 64, 65, 96, 200])
  func dimensions(dimension: Int) throws {
    try check(SoftmaxExample(queries: 70, items: 150, dimension: dimension, scale: 0.5))
    try check(SoftmaxExample(queries: 70, items: 150, dimension: dimension, scale: 0.5, bias: false))
  }

  @Test("agrees with doubles under smoothing and temperature", arguments: [0, 0.1, 0.6, 1], [0.07, 1, 3])
  func terms(smoothing: Float, temperature: Float) throws {
    let example = SoftmaxExample(queries: 150, items: 333, dimension: 24, scale: 0.4, ignored: 3)
    try check(example, CatalogueSoftmax(labelSmoothing: smoothing, temperature: temperature))
  }

  @Test("agrees with doubles on every instruction set", arguments: InstructionSet.allCases)
  func instructionSets(set: InstructionSet) throws {
    InstructionSet.limit(to: set)
    defer { InstructionSet.limit(to: .x86v4) }
    for dimension in [7, 40, 64, 80] {
      try check(SoftmaxExample(queries: 100, items: 211, dimension: dimension, scale: 0.4, ignored: 7))
    }
  }

  @Test("gradients are those of finite differences")
  func finiteDifferences() throws {
    let example = SoftmaxExample(queries: 5, items: 9, dimension: 3, ignored: 4)
    let softmax = CatalogueSoftmax(labelSmoothing: 0.2, temperature: 0.8)
    let outcome = try softmax.lossAndGradients(
      queries: example.queries, items: example.items, bias: example.bias, targets: example.targets,
      in: workspace)
    func slope(_ change: (inout SoftmaxExample, Float) -> Void) throws -> Double {
      let step: Float = 1 / 64
      let losses = try [step, -step].map { step in
        var moved = example
        change(&moved, step)
        return try softmax.loss(
          queries: moved.queries, items: moved.items, bias: moved.bias, targets: moved.targets, in: workspace)
      }
      return (losses[0] - losses[1]) / Double(2 * step)
    }
    for k in 0..<3 {
      for row in 0..<5 {
        #expect(try abs(slope { $0.queries[row, k] += $1 } - Double(outcome.queries[row, k])) < 2e-4)
      }
      for row in 0..<9 {
        #expect(try abs(slope { $0.items[row, k] += $1 } - Double(outcome.items[row, k])) < 2e-4)
      }
    }
    for row in 0..<9 { #expect(try abs(slope { $0.bias[row] += $1 } - Double(outcome.bias[row])) < 2e-4) }
  }

  @Test("a figure by hand: two items, one query")
  func byHand() throws {
    let outcome = try CatalogueSoftmax().lossAndGradients(
      queries: Matrix([[1, 0]]), items: Matrix([[Float(log(3.0)), 0], [0, 7]]), targets: [1], in: workspace)
    #expect(abs(outcome.loss - log(4.0)) < 1e-6)
    // Probabilities 3/4 and 1/4.
    #expect(abs(outcome.queries[0, 0] - Float(0.75 * log(3.0))) < 1e-6)
    #expect(abs(outcome.queries[0, 1] - Float(-0.75 * 7)) < 1e-5)
    #expect(outcome.items == Matrix([[outcome.items[0, 0], 0], [outcome.items[1, 0], 0]]))
    #expect(abs(outcome.items[0, 0] - 0.75) < 1e-6 && abs(outcome.items[1, 0] + 0.75) < 1e-6)
  }
}
