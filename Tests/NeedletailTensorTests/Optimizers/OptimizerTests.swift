import Foundation
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Optimisers, against one element at a time", .needsTorch)
struct OptimizerTests {
  /// What a rule does to two tensors of two elements over gradients that are given, in double precision.
  private func run(
    _ rule: any UpdateRule, start: [Double], gradients: [[Double]], factor: Double = 1
  ) throws -> [Double] {
    try onTensorThread {
      let parameters = [0, 2].map {
        NamedTensor(name: "p\($0)", tensor: Tensor(Array(start[$0..<$0 + 2])).requiringGradient())
      }
      let optimizer = Optimizer(parameters, rule: rule)
      for gradient in gradients {
        optimizer.clearGradients()
        for (number, parameter) in parameters.enumerated() {
          parameter.tensor.gradient = Tensor(Array(gradient[2 * number..<2 * number + 2]))
        }
        optimizer.update(factor: factor)
      }
      return try parameters.flatMap { try $0.tensor.elements(Double.self) }
    }
  }

  private static let start = [0.5, -1, 2, 0]
  private static let gradients: [[Double]] = (0..<6).map { step in
    var random = RandomStream(seed: 4, stream: UInt64(step))
    return (0..<4).map { _ in 2 * random.uniform() - 1 }
  }

  private func expect(
    _ rule: any UpdateRule, factor: Double = 1, sourceLocation: SourceLocation = #_sourceLocation,
    _ element: (_ w: inout Double, _ gradients: [Double]) -> Void
  ) throws {
    let found = try run(rule, start: Self.start, gradients: Self.gradients, factor: factor)
    for index in 0..<4 {
      var w = Self.start[index]
      element(&w, Self.gradients.map { $0[index] })
      #expect(abs(found[index] - w) < 1e-12, sourceLocation: sourceLocation)
    }
  }

  @Test("gradient descent")
  func sgd() throws {
    try expect(SGD(learningRate: 0.1)) { w, gradients in for g in gradients { w -= 0.1 * g } }
    try expect(SGD(learningRate: 0.2, l2: 0.3), factor: 0.5) { w, gradients in
      for g in gradients { w -= 0.1 * (g + 0.3 * w) }
    }
    for isNesterov in [false, true] {
      try expect(SGD(learningRate: 0.1, momentum: 0.9, isNesterov: isNesterov)) { w, gradients in
        var m = 0.0
        for g in gradients {
          m = 0.9 * m + g
          w -= 0.1 * (isNesterov ? g + 0.9 * m : m)
        }
      }
    }
  }

  /// Adam of one element.
  private func adam(_ w: inout Double, _ gradients: [Double], l2: Double = 0, decay: Double = 0) {
    var (m, v) = (0.0, 0.0)
    for (step, gradient) in gradients.enumerated() {
      let g = gradient + l2 * w
      w *= 1 - 0.01 * decay
      m = 0.9 * m + 0.1 * g
      v = 0.99 * v + 0.01 * g * g
      let (a, b) = (1 - pow(0.9, Double(step + 1)), 1 - pow(0.99, Double(step + 1)))
      w -= 0.01 * (m / a) / ((v / b).squareRoot() + 1e-6)
    }
  }

  @Test("Adam and AdamW")
  func adam() throws {
    try expect(Adam(learningRate: 0.01, betas: (0.9, 0.99), epsilon: 1e-6)) { adam(&$0, $1) }
    try expect(Adam(learningRate: 0.01, betas: (0.9, 0.99), epsilon: 1e-6, l2: 0.1)) {
      adam(&$0, $1, l2: 0.1)
    }
    try expect(AdamW(learningRate: 0.01, betas: (0.9, 0.99), epsilon: 1e-6, decay: 0.1)) {
      adam(&$0, $1, decay: 0.1)
    }
  }

  @Test("AdaGrad")
  func adaGrad() throws {
    try expect(AdaGrad(learningRate: 0.1, epsilon: 1e-10, initialSum: 0.1)) { w, gradients in
      var n = 0.1
      for g in gradients {
        n += g * g
        w -= 0.1 * g / (n.squareRoot() + 1e-10)
      }
    }
  }

  /// FTRL of one element.
  private func ftrl(_ w: inout Double, _ gradients: [Double], beta: Double, l1: Double, l2: Double) {
    var (z, n) = (0.0, 0.0)
    for g in gradients {
      let root = (n + g * g).squareRoot()
      z += g - (root - n.squareRoot()) / 0.1 * w
      n += g * g
      w = abs(z) <= l1 ? 0 : -(z - (z < 0 ? -l1 : l1)) / ((beta + root) / 0.1 + l2)
    }
  }

  @Test("FTRL", arguments: [(0.0, 0.0, 0.0), (1, 0, 0), (1, 0.3, 0), (0.5, 0.2, 0.7)])
  func ftrl(beta: Double, l1: Double, l2: Double) throws {
    try expect(FTRL(learningRate: 0.1, beta: beta, l1: l1, l2: l2)) { w, gradients in
      ftrl(&w, gradients, beta: beta, l1: l1, l2: l2)
    }
  }

  @Test("FTRL without penalties is AdaGrad, and with a strong one exactly 0")
  func ftrlFacts() throws {
    let plain = try run(FTRL(learningRate: 0.1, beta: 0), start: Self.start, gradients: Self.gradients)
    let adaGrad = try run(
      AdaGrad(learningRate: 0.1, epsilon: 0), start: Self.start, gradients: Self.gradients)
    for (a, b) in zip(plain, adaGrad) { #expect(abs(a - b) < 1e-12) }
    let sparse = try run(
      FTRL(learningRate: 0.1, beta: 1, l1: 7), start: [0, 0, 0, 0], gradients: Self.gradients)
    #expect(sparse == [0, 0, 0, 0])
  }

  @Test("FTRL leaves what never had a gradient")
  func ftrlUntouched() throws {
    let found = try run(FTRL(learningRate: 0.1, beta: 0), start: Self.start, gradients: [[0, 0, 0, 1]])
    #expect(Array(found[0..<3]) == Array(Self.start[0..<3]))
  }

  @Test("parameters without a gradient stay, state has names")
  func partial() throws {
    let (values, names) = try onTensorThread {
      let parameters = ["a", "b"].map { NamedTensor(name: $0, tensor: Tensor([1.0]).requiringGradient()) }
      let optimizer = Optimizer(parameters, rule: Adam(learningRate: 0.1))
      parameters[0].tensor.gradient = Tensor([1.0])
      optimizer.update()
      return (try parameters.map { try $0.tensor.value() }, optimizer.state.map(\.name))
    }
    #expect(abs(values[0] - 0.9) < 1e-7 && values[1] == 1)
    #expect(names == ["mean.a", "mean.b", "square.a", "square.b"])
  }
}
