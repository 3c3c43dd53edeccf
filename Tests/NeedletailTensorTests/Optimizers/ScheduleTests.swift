import NeedletailTensor
import Testing

@Suite("Learning rates and bounds on gradients")
struct ScheduleTests {
  @Test("factors by step")
  func factors() {
    #expect(LearningRateSchedule.constant.factor(atStep: 9) == 1)
    let warm = LearningRateSchedule.warmUp(steps: 4, then: .decay(every: 2, factor: 0.5))
    #expect((0..<9).map(warm.factor) == [0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0.5, 0.25])
    let cosine = LearningRateSchedule.cosine(steps: 10, floor: 0.1)
    #expect(cosine.factor(atStep: 0) == 1)
    #expect(abs(cosine.factor(atStep: 5) - 0.55) < 1e-12)
    #expect(
      abs(cosine.factor(atStep: 10) - 0.1) < 1e-12 && cosine.factor(atStep: 99) == cosine.factor(atStep: 10))
  }

  @Test("a plateau lowers the rate after its patience")
  func plateau() {
    var schedule = PlateauSchedule(decay: 0.5, patience: 1)
    var factors: [Double] = []
    for figure in [3, 2, 2, .nan, 1, 1, 1, 1, 1] {
      schedule.report(figure)
      factors.append(schedule.factor)
    }
    #expect(factors == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125])
  }

  @Test("gradients are bounded", .needsTorch)
  func clipping() throws {
    func clipped(_ clipping: GradientClipping) throws -> [Double] {
      try onTensorThread {
        let parameters = [[3.0, 0], [0, -4]].enumerated().map { number, gradient in
          let tensor = Tensor([0.0, 0]).requiringGradient()
          tensor.gradient = Tensor(gradient)
          return NamedTensor(name: "\(number)", tensor: tensor)
        }
        clipping.apply(to: parameters)
        return try parameters.flatMap { try $0.tensor.gradient!.elements(Double.self) }
      }
    }
    let halved = try clipped(.norm(2.5))
    for (found, expected) in zip(halved, [1.5, 0, 0, -2]) { #expect(abs(found - expected) < 1e-5) }
    #expect(try clipped(.norm(6)) == [3, 0, 0, -4])
    #expect(try clipped(.value(1)) == [1, 0, 0, -1])
  }
}
