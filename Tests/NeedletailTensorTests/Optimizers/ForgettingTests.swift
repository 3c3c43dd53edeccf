import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Optimisers that forget, and the pace of updates", .needsTorch)
struct ForgettingTests {
  private func steps(_ optimizer: Optimizer, _ tensor: Tensor, _ gradients: [[Double]]) {
    for gradient in gradients {
      tensor.gradient = Tensor(gradient)
      optimizer.update()
    }
  }

  private static let gradients = [[0.3, -1], [0.5, 0.2], [-0.1, 0.7]]

  @Test("after a reset steps are those of a new optimiser", arguments: [true, false])
  func reset(_ isAdam: Bool) throws {
    try onTensorThread {
      let rule: any UpdateRule =
        isAdam ? Adam(learningRate: 0.1) : AdaGrad(learningRate: 0.1, initialSum: 0.1)
      let used = Tensor([0.5, -1]).requiringGradient()
      let optimizer = Optimizer([NamedTensor(name: "w", tensor: used)], rule: rule)
      steps(optimizer, used, Self.gradients)
      let fresh = Tensor(try used.elements(Double.self)).requiringGradient()
      optimizer.reset()
      #expect(optimizer.step == 0)
      steps(optimizer, used, Self.gradients)
      steps(Optimizer([NamedTensor(name: "w", tensor: fresh)], rule: rule), fresh, Self.gradients)
      #expect(try used.elements(Double.self) == fresh.elements(Double.self))
    }
  }

  @Test("AdaGrad's sums decay, Adam's means do not")
  func decay() throws {
    try onTensorThread {
      for rule in [AdaGrad(learningRate: 0.1), Adam(learningRate: 0.1)] as [any UpdateRule] {
        let tensor = Tensor([0.5, -1]).requiringGradient()
        let optimizer = Optimizer([NamedTensor(name: "w", tensor: tensor)], rule: rule)
        steps(optimizer, tensor, Self.gradients)
        let before = try optimizer.state[0].tensor.elements(Double.self)
        optimizer.decayAccumulators(by: 0.5)
        let after = try optimizer.state[0].tensor.elements(Double.self)
        #expect(after == (rule is AdaGrad ? before.map { $0 / 2 } : before))
      }
    }
  }

  @Test("a pace multiplies the rate, in growing parts at first and falling ones later")
  func pace() throws {
    try onTensorThread {
      let task = ToyTask()
      let loop = TrainingLoop(task.layers, settings: TrainingSettings(rule: Adam()), seed: 1)
      #expect(loop.rateFactor == 1)
      loop.pace = LearningPace(factor: 0.3, warmUpSteps: 4)
      #expect(loop.rateFactor == 0.3 / 4)
      loop.pace.warmUpSteps = 0
      #expect(loop.rateFactor == 0.3)
      loop.pace = LearningPace(factor: 0.5, coolingSteps: 10, floor: 0.2)
      #expect(loop.rateFactor == 0.5)
      loop.pace.start = -5
      #expect(abs(loop.rateFactor - 0.5 * 0.6) < 1e-12)
      loop.pace.start = -20
      #expect(abs(loop.rateFactor - 0.5 * 0.2) < 1e-12)
    }
  }
}
