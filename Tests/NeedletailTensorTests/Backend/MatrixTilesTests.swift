import NeedletailTensor
import Testing

@Suite("Products of large matrices", .needsTorch)
struct MatrixTilesTests {
  /// Rows, inner length and columns on both sides of where tiles begin, tall and wide.
  static let shapes = [(2000, 40, 30), (30, 40, 2000), (101, 103, 107), (97, 4096, 5), (1, 3000, 700)]

  /// The product by sums in the order of the inner dimension.
  private static func plain(_ a: [Double], _ b: [Double], _ shape: (Int, Int, Int)) -> [Double] {
    let (rows, inner, columns) = shape
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for k in 0..<inner {
        for column in 0..<columns {
          result[row * columns + column] += a[row * inner + k] * b[k * columns + column]
        }
      }
    }
    return result
  }

  private static func worst(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  @Test("agree with plain sums, with and without a bias, transposed or not", arguments: shapes.indices)
  func values(_ index: Int) throws {
    let shape = Self.shapes[index]
    let error = try onTensorThread {
      let a = Tensor.random([shape.0, shape.1], stream: 1)
      let b = Tensor.random([shape.1, shape.2], stream: 2)
      let bias = Tensor.random([shape.2], stream: 3)
      let expected = Self.plain(try a.elements(), try b.elements(), shape)
      let shifts = try bias.elements(Double.self)
      let shifted = expected.enumerated().map { $1 + shifts[$0 % shape.2] }
      let weight = b.transposed()
      return [
        Self.worst(try a.matmul(b).elements(), expected),
        Self.worst(try a.linear(weight: weight.contiguous(), bias: bias).elements(), shifted),
        Self.worst(
          try bias.adding(productOf: a.transposed().contiguous().transposed(), b).elements(), shifted),
        Self.worst(try Tensor([0.5]).adding(productOf: a, b).elements(), expected.map { $0 + 0.5 }),
      ].max()!
    }
    #expect(error < 1e-9)
  }

  @Test("of batches agree with each product alone")
  func batches() throws {
    let error = try onTensorThread {
      let a = Tensor.random([130, 50, 16], stream: 1)
      let b = Tensor.random([130, 16, 40], stream: 2)
      let all = try a.matmul(b).elements(Double.self)
      return try (0..<130).map { number in
        let one = try a.slice(0, number..<number + 1).reshaped([50, 16])
          .matmul(b.slice(0, number..<number + 1).reshaped([16, 40])).elements(Double.self)
        return Self.worst(one, Array(all[number * 2000..<(number + 1) * 2000]))
      }.max()!
    }
    #expect(error < 1e-12)
  }

  @Test("have the same bits for any number of threads")
  func threads() throws {
    let bits = try (1...4).map { threads in
      try TensorThread.run {
        guard TensorRuntime.version.hasPrefix("1.") else { return [Float]() }
        TensorRuntime.setThreads(threads)
        let x = Tensor.random([1000, 300], stream: 1).to(.float32)
        let weight = Tensor.random([200, 300], stream: 2).to(.float32).requiringGradient()
        let y = x.linear(weight: weight, bias: Tensor.random([200], stream: 3).to(.float32))
        y.backward(gradient: y.detached())
        return try y.elements() + weight.gradient!.elements()
      }
    }
    for other in bits.dropFirst() { #expect(other == bits[0]) }
  }
}
