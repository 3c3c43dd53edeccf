import Glibc
import NeedletailMath
import NeedletailNeural
import NeedletailTensor
import Testing

@Suite("The loss of several classes", .needsTorch)
struct ClassLossTests {
  private static let (fields, k, examples) = (3, 4, 24)
  private static let inputs = fields * k

  private static func drawn(_ count: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  /// A network as FiFa's: a linear skip and a hidden layer.
  private static func network(_ outputs: Int, _ activation: FieldActivation = .gelu) -> FieldNetwork {
    var design = FieldNetwork.Design(
      fields: fields, dimension: k,
      towers: [
        .init(sizes: [inputs, outputs], activation: .identity, hasOutputBias: false),
        .init(sizes: [inputs, 8, outputs], activation: activation, hasOutputBias: false),
      ],
      numeric: .init(tower: .init(sizes: [1, 5, k], activation: .gelu), fields: [1]))
    design.outputs = outputs
    var random = RandomStream(seed: 11)
    return FieldNetwork(design, random: &random)
  }

  private static func weights() -> Tensor { Tensor(drawn(examples, seed: 5).map { abs($0) }) }

  @Test("two classes under softmax are the logistic form of the difference", arguments: [false, true])
  func logistic(_ isWeighted: Bool) throws {
    let n = Self.examples
    let (two, one) = try TensorThread.run { () -> ([[Float]], [[Float]]) in
      let pair = Self.network(2)
      let single = Self.network(1)
      let labels = Tensor((0..<n).map { Float($0 * 7 % 3 == 0 ? 1 : 0) })
      withoutGradients {
        pair.bias.assign(Tensor([0.3, -0.5] as [Float]))
        single.bias.assign(Tensor([-0.8] as [Float]))
        single.towers[1].layers[0].weight.assign(pair.towers[1].layers[0].weight)
        single.towers[1].layers[0].bias!.assign(pair.towers[1].layers[0].bias!)
        for (number, tower) in single.towers.enumerated() {
          let weight = pair.towers[number].layers.last!.weight
          tower.layers.last!.weight.assign(weight.slice(0, 1..<2) - weight.slice(0, 0..<1))
        }
      }
      func results(_ network: FieldNetwork) throws -> [[Float]] {
        let x = Tensor(Self.drawn(n * Self.inputs, seed: 2), shape: [n, Self.inputs]).requiringGradient()
        let logits = network.logits(base: nil, vectors: x, isTraining: false)
        let loss = network.loss(logits, labels: labels, weights: isWeighted ? Self.weights() : nil)
        loss.backward()
        return [
          [Float(try loss.value())], try x.gradient!.elements(Float.self),
          try network.towers[1].layers[0].weight.gradient!.elements(Float.self),
        ]
      }
      return (try results(pair), try results(single))
    }
    for (left, right) in zip(two, one) { #expect(isNear(left, right, 2e-6)) }
  }

  @Test("the loss is that of plain loops in double precision", arguments: [false, true])
  func value(_ isWeighted: Bool) throws {
    let logits = Self.drawn(Self.examples * 5, seed: 3).map { $0 * 20 }
    let labels = (0..<Self.examples).map { $0 * 3 % 5 }
    let (found, weights) = try TensorThread.run { () -> (Double, [Float]) in
      let weights = Self.weights()
      let loss = Self.network(5).loss(
        Tensor(logits, shape: [Self.examples, 5]), labels: Tensor(labels.map { Float($0) }),
        weights: isWeighted ? weights : nil)
      return (try loss.value(), try weights.elements(Float.self))
    }
    var sum = 0.0
    for (example, label) in labels.enumerated() {
      let row = (0..<5).map { Double(logits[example * 5 + $0]) }
      let loss = -log(exp(row[label]) / row.reduce(0) { $0 + exp($1) })
      sum += loss * (isWeighted ? Double(weights[example]) : 1)
    }
    #expect(abs(found - sum / Double(Self.examples)) < 1e-4)
  }

  @Test("gradients of three classes are finite differences", arguments: FieldActivation.allCases)
  func gradients(_ activation: FieldActivation) throws {
    let n = Self.examples
    let largest = try TensorThread.run { () -> Double in
      let network = Self.network(3, activation)
      let x = Tensor(Self.drawn(n * Self.inputs, seed: 2), shape: [n, Self.inputs]).requiringGradient()
      let numbers = Tensor(Self.drawn(n, seed: 20), shape: [n, 1])
      let known = Tensor((0..<n).map { Float($0 % 3 == 0 ? 0 : 1) }, shape: [n, 1])
      let labels = Tensor((0..<n).map { Float($0 % 3) })
      func loss() -> Tensor {
        network.loss(
          network.logits(base: nil, vectors: x, numbers: numbers, isKnown: known, isTraining: true),
          labels: labels, weights: Self.weights())
      }
      loss().backward()
      return try FiniteDifferences.largestGap(
        network.parameters.map(\.tensor) + [x], step: 1.0 / 512, loss: loss)
    }
    #expect(largest < (activation == .relu || activation == .quadRelu ? 5e-3 : 5e-4))
  }
}
