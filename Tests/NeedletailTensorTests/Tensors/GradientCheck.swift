import NeedletailMath
import NeedletailTensor

/// Compares gradients with central differences in double precision.
enum GradientCheck {
  /// The largest difference, relative to 1 or the figure's size, over all elements of all inputs.
  ///
  /// The function's result is multiplied by fixed weights and summed, so that every element of it counts apart.
  /// - Parameter inputs: changed in place and set back.
  static func error(
    _ inputs: [Tensor], step: Double = 1e-5, _ function: () throws -> Tensor
  ) throws -> Double {
    var weights: Tensor?
    func total() throws -> Tensor {
      let result = try function()
      if weights == nil { weights = .random(result.shape, stream: 99) }
      return (result * weights!).sum()
    }
    for input in inputs { input.gradient = nil }
    try total().backward()
    var worst = 0.0
    for input in inputs {
      let gradient =
        try input.gradient?.contiguous().elements(Double.self) ?? Array(repeating: 0, count: input.count)
      for index in 0..<input.count {
        func at(_ offset: Double) throws -> Double {
          try input.withElements(of: Double.self) { $0[index] += offset }
          defer { try? input.withElements(of: Double.self) { $0[index] -= offset } }
          return try withoutGradients { try total().value() }
        }
        let numeric = (try at(step) - at(-step)) / (2 * step)
        worst = max(worst, abs(numeric - gradient[index]) / max(1, abs(numeric)))
      }
    }
    return worst
  }
}

extension Tensor {
  /// Numbers in −1 … 1, always the same for a stream.
  static func random(_ shape: [Int], stream: UInt64) -> Tensor {
    var random = RandomStream(seed: 7, stream: stream)
    return Tensor((0..<shape.reduce(1, *)).map { _ in 2 * random.uniform() - 1 }, shape: shape)
  }

  /// Such numbers as a leaf with gradients.
  static func leaf(_ shape: [Int], stream: UInt64) -> Tensor {
    random(shape, stream: stream).requiringGradient()
  }
}
