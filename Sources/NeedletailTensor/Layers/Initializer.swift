public import NeedletailMath

/// How the elements of a new parameter are drawn, from our own random stream: the same on every version of LibTorch.
public enum Initializer: Sendable, Hashable {
  /// All equal.
  case constant(Double)
  /// Normal around 0.
  case normal(standardDeviation: Double)
  /// Uniform between a bound's negative and the bound.
  case uniform(limit: Double)
  /// Uniform with variance gain² · 2 / (inputs + outputs) (Glorot and Bengio, AISTATS 2010).
  case glorotUniform(gain: Double = 1)
  /// Normal with variance 2 / (inputs + outputs).
  case glorotNormal
  /// Uniform with variance 1 / inputs (LeCun et al., Efficient BackProp, 1998).
  case lecunUniform
  /// Uniform with variance 2 / inputs (He et al., ICCV 2015).
  case kaimingUniform
  /// Normal with variance 2 / inputs.
  case kaimingNormal

  /// Elements in row-major order.
  ///
  /// - Parameter shape: outputs × inputs for the rules that look at them; one dimension counts as both.
  public func values(_ shape: [Int], _ random: inout RandomStream) -> [Double] {
    let count = shape.reduce(1, *)
    switch distribution(outputs: Double(shape.first ?? 1), inputs: Double(shape.last ?? 1)) {
    case .constant(let value): return Array(repeating: value, count: count)
    case .uniform(let limit): return (0..<count).map { _ in (2 * random.uniform() - 1) * limit }
    case .normal(let deviation):
      var values = [Double](repeating: 0, count: count)
      for start in stride(from: 0, to: count, by: 2) {
        let (first, second) = random.normalPair()
        values[start] = first * deviation
        if start + 1 < count { values[start + 1] = second * deviation }
      }
      return values
    }
  }

  /// A parameter with such elements, which requires gradients.
  public func parameter(
    _ shape: [Int], _ placement: Placement = Placement(), _ random: inout RandomStream
  ) -> Tensor {
    Tensor(values(shape, &random), shape: shape).to(placement.type).to(placement.device).requiringGradient()
  }

  private enum Distribution {
    case constant(Double)
    case uniform(limit: Double)
    case normal(deviation: Double)
  }

  private func distribution(outputs: Double, inputs: Double) -> Distribution {
    switch self {
    case .constant(let value): .constant(value)
    case .normal(let deviation): .normal(deviation: deviation)
    case .uniform(let limit): .uniform(limit: limit)
    case .glorotUniform(let gain): .uniform(limit: gain * (6 / (inputs + outputs)).squareRoot())
    case .glorotNormal: .normal(deviation: (2 / (inputs + outputs)).squareRoot())
    case .lecunUniform: .uniform(limit: (3 / inputs).squareRoot())
    case .kaimingUniform: .uniform(limit: (6 / inputs).squareRoot())
    case .kaimingNormal: .normal(deviation: (2 / inputs).squareRoot())
    }
  }
}
