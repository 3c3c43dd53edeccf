import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Softmax over a catalogue, in tensors", .needsTorch)
struct CatalogueSoftmaxTensorTests {
  static let losses = [
    CatalogueSoftmax(), CatalogueSoftmax(labelSmoothing: 0.1),
    CatalogueSoftmax(labelSmoothing: 0.3, temperature: 0.7),
  ]

  @Test("loss and gradients that flow back are those of the reference", arguments: losses, [false, true])
  func backward(_ softmax: CatalogueSoftmax, isBiased: Bool) throws {
    let example = SoftmaxExample(queries: 70, items: 53, dimension: 20, bias: isBiased, ignored: 7)
    let expected = SoftmaxReference(
      example, smoothing: softmax.labelSmoothing, temperature: softmax.temperature
    ).outcome
    let found = try onTensorThread {
      let inputs = example.tensors.map { $0.requiringGradient() }
      let workspace = SoftmaxWorkspace(pool: WorkerPool(threads: 2))
      // What comes from above is passed on.
      let loss = try softmax.loss(
        queries: inputs[0], items: inputs[1], bias: isBiased ? inputs[2] : nil, targets: example.targets,
        in: workspace)
      (loss * 3).backward()
      return (try loss.value(), try inputs.map { try $0.gradient?.elements(Float.self) ?? [] })
    }
    check(found.0, found.1.map { $0.map { $0 / 3 } }, expected, isBiased)
  }

  @Test(
    "the operators of a device agree with the reference, block by block", arguments: losses,
    [1, 200, 1 << 24])
  func blocks(_ softmax: CatalogueSoftmax, elements: Int) throws {
    let example = SoftmaxExample(queries: 31, items: 53, dimension: 20, bias: true, ignored: 5)
    let expected = SoftmaxReference(
      example, smoothing: softmax.labelSmoothing, temperature: softmax.temperature
    ).outcome
    let found = try onTensorThread {
      let inputs = example.tensors
      let outcome = try softmax.inBlocks(inputs[0], inputs[1], inputs[2], example.targets, elements: elements)
      return (outcome.loss, try outcome.gradients.map { try $0.elements(Float.self) })
    }
    check(found.0, found.1, expected, true)
  }

  @Test("without gradients there is the loss alone, and no query that counts is no loss")
  func forward() throws {
    let example = SoftmaxExample(queries: 9, items: 11, dimension: 4, bias: false)
    let expected = SoftmaxReference(example).outcome.loss
    let (loss, none, alone) = try onTensorThread {
      let inputs = example.tensors
      let workspace = SoftmaxWorkspace(pool: WorkerPool(threads: 1))
      let loss = try CatalogueSoftmax().loss(
        queries: inputs[0], items: inputs[1], targets: example.targets, in: workspace)
      let nothing = [Int32](repeating: SoftmaxBatch.ignored, count: 9)
      let none = try CatalogueSoftmax().loss(
        queries: inputs[0], items: inputs[1], targets: nothing, in: workspace)
      return (try loss.value(), try none.value(), !loss.requiresGradient)
    }
    #expect(abs(loss - expected) < 1e-6 && none == 0 && alone)
  }

  @Test("a target that is no item is an error that names it")
  func badTarget() throws {
    let error = #expect(throws: LossError.self) {
      try onTensorThread {
        let inputs = SoftmaxExample(queries: 2, items: 3, dimension: 4, bias: false).tensors
        _ = try CatalogueSoftmax().inBlocks(inputs[0], inputs[1], nil, [0, 3])
      }
    }
    #expect(error == .targetOutOfRange(position: 1, target: 3, items: 3))
  }

  private func check(
    _ loss: Double, _ gradients: [[Float]], _ expected: SoftmaxReference.Outcome, _ isBiased: Bool
  ) {
    #expect(abs(loss - expected.loss) < 1e-5)
    let flat = [expected.queries.flatMap(\.self), expected.items.flatMap(\.self), expected.bias]
    for (found, wanted) in zip(gradients, isBiased ? flat : Array(flat.prefix(2))) {
      #expect(relativeError([found.map(Double.init)], [wanted]) < 1e-5)
    }
  }
}

extension SoftmaxExample {
  /// Queries, items and bias.
  fileprivate var tensors: [Tensor] {
    [queries, items].map { matrix in
      matrix.withUnsafeBufferPointer { Tensor(copying: $0.span, shape: [matrix.rows, matrix.columns]) }
    } + [Tensor(bias)]
  }
}
