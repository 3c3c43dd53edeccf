import NeedletailCore
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("The rules of embedding tables")
struct TableRuleTests {
  let pool = WorkerPool(threads: 1)

  func table(_ rule: RowOptimizer, dimension: Int = 1, start: RowInitialization = .zeros) throws
    -> EmbeddingTable
  {
    try EmbeddingTable(
      .init(name: "t", dimension: dimension, optimizer: rule, initialization: start), rows: 4, pool: pool)
  }

  func step(_ table: EmbeddingTable, row: Int32, _ gradient: [Float]) throws {
    let batch = RowBatch()
    try batch.assign([row].span, pool: pool)
    try table.update(batch, gradients: gradient.span, pool: pool)
  }

  @Test("FTRL without penalties and beta is AdaGrad with steps alpha/√n")
  func ftrlIsAdaGrad() throws {
    let ftrl = try table(.ftrl(.init(learningRate: 0.3, beta: 0, l1: 0, l2: 0)))
    let adaGrad = try table(.adaGrad(.init(learningRate: 0.3, initialAccumulator: 0, epsilon: 1e-30)))
    var stream = RandomStream(seed: 9)
    var (weight, sum) = (0.0, 0.0)
    for _ in 0..<200 {
      let gradient = Float(stream.normal())
      try step(ftrl, row: 2, [gradient])
      try step(adaGrad, row: 2, [gradient])
      sum += Double(gradient) * Double(gradient)
      weight -= 0.3 * Double(gradient) / sum.squareRoot()
      #expect(abs(Double(try ftrl.weights([2])[0][0]) - weight) < 2e-5)
      #expect(abs(Double(try adaGrad.weights([2])[0][0]) - weight) < 2e-5)
    }
  }

  @Test("FTRL with an l1 above every |z| holds weights at exactly zero")
  func ftrlIsSparse() throws {
    let table = try table(.ftrl(.init(learningRate: 0.1, l1: 60)), dimension: 5)
    for number in 0..<50 {
      try step(table, row: 1, (0..<5).map { Float(($0 + number) % 3) - 0.9 })
      #expect(try table.weights([1])[0].allSatisfy { $0.bitPattern == 0 })
    }
  }

  @Test("FTRL by hand: alpha 0.5, beta 1, l1 0.1, l2 0.2, gradients 1 and −3")
  func ftrlByHand() throws {
    let table = try table(.ftrl(.init(learningRate: 0.5, beta: 1, l1: 0.1, l2: 0.2)))
    // z = 1, n = 1: w = −(1 − 0.1) / ((1 + 1)/0.5 + 0.2).
    try step(table, row: 3, [1])
    let first = -0.9 / 4.2
    #expect(abs(Double(try table.weights([3])[0][0]) - first) < 1e-7)
    // z = 1 − 3 − (√10 − 1)/0.5 · w, n = 10.
    try step(table, row: 3, [-3])
    let z = -2 - (10.squareRoot() - 1) / 0.5 * first
    let second = -(z + 0.1) / ((1 + 10.squareRoot()) / 0.5 + 0.2)
    #expect(abs(Double(try table.weights([3])[0][0]) - second) < 1e-6)
  }

  @Test("FTRL starts from the z of weights that are not zero: a gradient of almost nothing keeps them")
  func ftrlStart() throws {
    let table = try table(
      .ftrl(.init(learningRate: 0.1, beta: 1, l1: 0.5, l2: 0.1)), dimension: 6, start: .normal(deviation: 1))
    let before = try table.weights([1])[0]
    try step(table, row: 1, [Float](repeating: 1e-8, count: 6))
    for (old, new) in zip(before, try table.weights([1])[0]) {
      #expect(abs(old - new) < 1e-5 * abs(old) + 1e-7)
    }
  }

  @Test(
    "Adam's first step of any row is the learning rate when rows count for themselves, and larger otherwise")
  func adamLateRow() throws {
    let byRow = try table(.adam(.init(learningRate: 0.01, correction: .row)))
    let byStep = try table(.adam(.init(learningRate: 0.01)))
    for table in [byRow, byStep] { for _ in 0..<500 { try step(table, row: 1, [0.3]) } }
    for table in [byRow, byStep] { try step(table, row: 2, [0.3]) }
    #expect(abs(try byRow.weights([2])[0][0] + 0.01) < 1e-6)
    // SparseAdam: 0.1 g / √(0.001 g²) times √(1 − 0.999⁵⁰¹)/(1 − 0.9⁵⁰¹).
    let expected: Float = -0.01 * 0.1 / Float(0.001).squareRoot() * 0.627875
    #expect(abs(try byStep.weights([2])[0][0] - expected) < 1e-5)
  }

  @Test("Adam keeps 1 as its correction when powers have died out")
  func adamLate() throws {
    let table = try table(.adam(.init(learningRate: 0.01, beta1: 0.5, beta2: 0.5, correction: .row)))
    var slow = try SlowTable(of: table)
    for number in 0..<120 {
      let gradient = Float(number % 7) - 3
      try step(table, row: 1, [gradient])
      slow.update([1], [gradient])
    }
    #expect(try table.allWeights() == slow.allWeights)
  }

  /// Four updates of rows 1 to 3 with duplicates, by PyTorch 2.15: `SparseAdam` and `Adagrad` on sparse gradients.
  static let peers: [(RowOptimizer, [Float])] = [
    (
      .adam(.init(learningRate: 0.05)),
      [0.42911673, 0.38783494, 1.0372068, 0.71279317, 1.5176454, 1.1421808]
    ),
    (
      .adaGrad(.init(learningRate: 0.05, initialAccumulator: 0.1, epsilon: 1e-10)),
      [0.41514954, 0.35760102, 1.0310087, 0.7006135, 1.4992245, 1.2033333]
    ),
  ]

  @Test("Adam and AdaGrad agree with PyTorch's sparse optimisers", arguments: peers)
  func agreesWithPeer(rule: RowOptimizer, expected: [Float]) throws {
    let folder = TemporaryFolder()
    var (writer, start) = (ModelWriter(), ModelWriter())
    try table(rule, dimension: 2).write(to: &writer, as: "t")
    let weights: [Float] = [0, 0, 0.5, 0.25, 1, 0.75, 1.5, 1.25]
    for (name, tensor) in writer.tensors {
      start.add(name, name == "t.weights" ? .floats(SharedBuffer(weights), shape: [4, 2]) : tensor)
    }
    try start.save(toFile: folder.file("start"))
    let table = try EmbeddingTable(
      reading: ModelWriter.open(file: folder.file("start")), as: "t", pool: pool)
    let batch = RowBatch()
    for (step, rows) in ([[1, 3, 1], [2, 2, 2], [3, 1, 0], [3, 3, 1]] as [[Int32]]).enumerated() {
      try batch.assign(rows.span, pool: pool)
      let gradients = (0..<6).map { Float((step * 7 + $0 / 2 * 5 + $0 % 2 * 3) % 11 - 5) / 4 }
      try table.update(batch, gradients: gradients.span, pool: pool)
    }
    for (found, expected) in zip(try table.weights([1, 2, 3]).flatMap { $0 }, expected) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test("bytes of a row follow the documented formula")
  func memory() {
    func bytes(_ rule: RowOptimizer, _ dimension: Int) -> Int { rule.bytesPerRow(dimension: dimension) }
    #expect(bytes(.sgd(.init()), 16) == 64)
    #expect(bytes(.adaGrad(.init()), 16) == 128)
    #expect(bytes(.adaGrad(.init(accumulator: .row)), 16) == 80)
    #expect(bytes(.adam(.init()), 16) == 192)
    #expect(bytes(.adam(.init(correction: .row)), 16) == 208)
    #expect(bytes(.ftrl(.init()), 16) == 192)
    #expect(bytes(.adam(.init()), 1) == 16)
    #expect(bytes(.adaGrad(.init()), 1) == 8)
    #expect(RowOptimizer.adam(.init()).bytes(rows: 1_000_000, dimension: 16) == 192_000_000)
  }
}
