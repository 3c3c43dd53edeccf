import Foundation
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Laws of the softmax over a catalogue")
struct CatalogueSoftmaxLawTests {
  let workspace = SoftmaxWorkspace(pool: WorkerPool(threads: 2))

  func outcome(
    _ example: SoftmaxExample, _ softmax: CatalogueSoftmax = CatalogueSoftmax(),
    in other: SoftmaxWorkspace? = nil
  ) throws -> SoftmaxOutcome {
    try softmax.lossAndGradients(
      queries: example.queries, items: example.items, bias: example.bias, targets: example.targets,
      in: other ?? workspace)
  }

  @Test("the same bits for any number of threads and any earlier use", arguments: [1, 2, 3])
  func threads(threads: Int) throws {
    let example = SoftmaxExample(queries: 1500, items: 1201, dimension: 33, ignored: 11)
    let softmax = CatalogueSoftmax(labelSmoothing: 0.1)
    let other = SoftmaxWorkspace(pool: WorkerPool(threads: threads))
    _ = try outcome(SoftmaxExample(queries: 2000, items: 1500, dimension: 40), in: other)
    #expect(try outcome(example, softmax) == outcome(example, softmax, in: other))
  }

  @Test("equal logits cost the logarithm of the number of items", arguments: [1, 2, 10, 1000])
  func uniform(items: Int) throws {
    let example = SoftmaxExample(queries: 30, items: items, dimension: 8, scale: 0, bias: false)
    for smoothing: Float in [0, 0.3] {
      let loss = try outcome(example, CatalogueSoftmax(labelSmoothing: smoothing)).loss
      #expect(abs(loss - log(Double(items))) < 1e-6)
    }
  }

  @Test("the gradient of the bias sums to zero")
  func biasSum() throws {
    let example = SoftmaxExample(queries: 500, items: 777, dimension: 16, ignored: 5)
    let bias = try outcome(example, CatalogueSoftmax(labelSmoothing: 0.2, temperature: 0.5)).bias
    #expect(abs(bias.reduce(0) { $0 + Double($1) }) < 1e-6)
    #expect(bias.contains { abs($0) > 1e-5 })
  }

  @Test("one item costs nothing")
  func oneItem() throws {
    let result = try outcome(SoftmaxExample(queries: 10, items: 1, dimension: 4))
    #expect(abs(result.loss) < 1e-7)
    #expect(result.items.elements.array.allSatisfy { abs($0) < 1e-6 })
  }

  @Test("no query that counts: a loss of zero and gradients of zero")
  func nothing() throws {
    let none = SoftmaxExample(queries: 0, items: 3, dimension: 4)
    let ignored = SoftmaxExample(queries: 3, items: 3, dimension: 4, ignored: 1)
    for example in [none, ignored] {
      for smoothing: Float in [0, 0.1] {
        let result = try outcome(example, CatalogueSoftmax(labelSmoothing: smoothing))
        #expect(result.loss == 0)
        #expect(result.items.elements.array.allSatisfy { $0 == 0 } && result.bias.allSatisfy { $0 == 0 })
        #expect(result.queries.elements.array.allSatisfy { $0 == 0 })
      }
    }
    let empty = SoftmaxExample(queries: 0, items: 0, dimension: 4, bias: false)
    #expect(try outcome(empty).loss == 0)
  }

  @Test("queries without a target change nothing")
  func ignored() throws {
    let all = SoftmaxExample(queries: 90, items: 50, dimension: 12, ignored: 3)
    var kept = all
    let rows = (0..<90).filter { all.targets[$0] != SoftmaxBatch.ignored }
    kept.queries = Matrix(rows.map { row in (0..<12).map { all.queries[row, $0] } })
    kept.targets = rows.map { all.targets[$0] }
    let (a, b) = (try outcome(all), try outcome(kept))
    #expect(a.loss == b.loss && a.items == b.items && a.bias == b.bias)
    for row in 0..<90 where row % 3 == 0 { #expect((0..<12).allSatisfy { a.queries[row, $0] == 0 }) }
  }

  @Test("huge logits neither overflow nor lose the loss", arguments: [Float(1e2), 1e4, 1e15])
  func huge(scale: Float) throws {
    let queries = Matrix([[scale, 0], [-scale, 0], [0, scale]])
    let items = Matrix([[1, 0], [-1, 0], [1, 1]])
    let result = try CatalogueSoftmax().lossAndGradients(
      queries: queries, items: items, targets: [1, 1, 2], in: workspace)
    // The first query ties items 0 and 2, 2 · scale above its target.
    let expected = (2 * Double(scale) + log(2.0)) / 3
    #expect(abs(result.loss - expected) < 1e-6 * expected)
    #expect(abs(result.queries[0, 0] - 2.0 / 3) < 1e-6)
    #expect(result.queries[1, 0] == 0 && result.queries[2, 1] == 0)
  }

  @Test("adding a number to all biases changes nothing but rounding")
  func shift() throws {
    var example = SoftmaxExample(queries: 80, items: 400, dimension: 8)
    let before = try outcome(example)
    for index in example.bias.indices { example.bias[index] += 64 }
    let after = try outcome(example)
    #expect(abs(before.loss - after.loss) < 1e-4)
    #expect(relativeError(after.items.doubles, before.items.doubles) < 1e-4)
  }

  @Test("a bias of minus infinity takes an item out")
  func removed() throws {
    var example = SoftmaxExample(queries: 40, items: 130, dimension: 8)
    for index in 0..<64 { example.bias[index] = -.infinity }
    example.targets = example.targets.map { 64 + $0 % 66 }
    var rest = example
    rest.items = Matrix((64..<130).map { row in (0..<8).map { example.items[row, $0] } })
    rest.bias = Array(example.bias[64...])
    rest.targets = example.targets.map { $0 - 64 }
    let (a, b) = (try outcome(example), try outcome(rest))
    #expect(abs(a.loss - b.loss) < 1e-6)
    #expect(a.bias[..<64].allSatisfy { $0 == 0 })
  }

  @Test("what is not finite shows", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    var example = SoftmaxExample(queries: 4, items: 100, dimension: 8)
    example.items[7, 3] = value
    #expect(try outcome(example).loss.isNaN)
  }

  @Test("targets that are no items are errors that name the place", arguments: [Int32(5), -2, .max, .min])
  func outOfRange(target: Int32) {
    var example = SoftmaxExample(queries: 4, items: 5, dimension: 2)
    example.targets[2] = target
    let error = LossError.targetOutOfRange(position: 2, target: Int(target), items: 5)
    #expect(throws: error) { try outcome(example) }
    #expect(error.description == "target \(target) of query 2: not one of the 5 items, numbered from 0")
  }

  @Test("a cancelled loss stops")
  func cancelled() {
    let cancellation = Cancellation()
    cancellation.cancel()
    let numbers: [Float] = [1]
    let targets: [Int32] = [0]
    #expect(throws: CancelledError.self) {
      try CatalogueSoftmax().loss(
        SoftmaxBatch(
          queries: numbers, queryCount: 1, items: numbers, itemCount: 1, dimension: 1, targets: targets),
        in: workspace, cancellation: cancellation)
    }
  }

  @Test("a workspace grows to what was said")
  func memory() throws {
    let own = SoftmaxWorkspace(pool: WorkerPool(threads: 1))
    _ = try outcome(SoftmaxExample(queries: 300, items: 900, dimension: 20), in: own)
    #expect(own.bytes == CatalogueSoftmax.bytes(queries: 300, items: 900, dimension: 20))
  }
}
