import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Initialisers")
struct InitializerTests {
  /// Each rule with the variance that its paper gives it for 300 outputs and 200 inputs.
  static let variances: [(Initializer, Double)] = [
    (.normal(standardDeviation: 0.02), 0.0004), (.uniform(limit: 0.3), 0.03), (.glorotUniform(), 2.0 / 500),
    (.glorotUniform(gain: 5), 25 * 2.0 / 500),
    (.glorotNormal, 2.0 / 500), (.lecunUniform, 1.0 / 200), (.kaimingUniform, 2.0 / 200),
    (.kaimingNormal, 2.0 / 200),
  ]

  @Test("have mean 0 and the variance of their papers", arguments: variances.indices)
  func variance(_ index: Int) {
    let (rule, variance) = Self.variances[index]
    var random = RandomStream(seed: 11)
    let values = rule.values([300, 200], &random)
    let mean = values.reduce(0, +) / 60_000
    let found = values.reduce(0) { $0 + $1 * $1 } / 60_000
    #expect(abs(mean) < 4 * (variance / 60_000).squareRoot())
    #expect(abs(found / variance - 1) < 0.03)
  }

  @Test("give the same for a seed and go on with the stream")
  func streams() {
    func draw(_ seed: UInt64) -> [[Double]] {
      var random = RandomStream(seed: seed)
      return (0..<2).map { _ in Initializer.glorotNormal.values([3, 3], &random) }
    }
    #expect(draw(1) == draw(1))
    #expect(draw(1)[0] != draw(1)[1])
    #expect(draw(1) != draw(2))
    var random = RandomStream(seed: 1)
    #expect(Initializer.constant(0.5).values([2, 2], &random) == [0.5, 0.5, 0.5, 0.5])
  }
}
