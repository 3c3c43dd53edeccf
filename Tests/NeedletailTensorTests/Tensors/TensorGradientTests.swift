import NeedletailTensor
import Testing

@Suite("Gradients of operators, against differences", .needsTorch)
struct TensorGradientTests {
  /// Operators of one tensor of 3 × 4, away from points without a derivative.
  static let unary: [(name: String, function: @Sendable (Tensor) -> Tensor)] = [
    ("negative", { -$0 }), ("squared", { $0.squared() }), ("exp", { $0.exp() }),
    ("root", { ($0 + 2).squareRoot() }), ("log", { ($0 + 2).log() }), ("magnitude", { $0.magnitude() }),
    ("clamped", { $0.clamped(-0.5...0.5) }), ("scalars", { (2 - $0 * 3) / 4 + 1 }),
    ("relu", { $0.relu() }), ("gelu", { $0.gelu() }), ("sigmoid", { $0.sigmoid() }), ("tanh", { $0.tanh() }),
    ("erf", { $0.erf() }), ("softmax", { $0.softmax() }), ("softmax 0", { $0.softmax(0) }),
    ("logSoftmax", { $0.logSoftmax() }), ("sum", { $0.sum() }), ("sum 0", { $0.sum(0) }),
    ("sum kept", { $0.sum(1, keepingDimensions: true) }), ("mean", { $0.mean() }), ("mean 1", { $0.mean(1) }),
    ("max", { $0.max() }), ("max 1", { $0.max(1).values }), ("norm", { $0.norm() }),
    ("reshaped", { $0.reshaped([2, -1]) }), ("transposed", { $0.transposed() }),
    ("expanded", { $0.expanded(at: 1) }), ("squeezed", { $0.expanded(at: 0).squeezed(0) }),
    ("slice", { $0.slice(1, 1..<3) }), ("copied", { $0.copied() }),
    ("selecting", { $0.selecting(Tensor([2, 0, 2])) }),
    ("gathering", { $0.gathering(Tensor([3, 0, 1], shape: [3, 1]), along: 1) }),
    ("cross entropy", { $0.crossEntropy(targets: Tensor([3, 0, 1])) }),
    ("smoothed", { $0.crossEntropy(targets: Tensor([3, 0, 1]), labelSmoothing: 0.1) }),
    ("logistic", { $0.binaryCrossEntropy(targets: Tensor.random([3, 4], stream: 5).sigmoid()) }),
    ("squared error", { $0.meanSquaredError(targets: .random([3, 4], stream: 6)) }),
    ("stacked", { .stacked([$0, $0 * 2], along: 1) }),
    ("concatenated", { .concatenated([$0, $0 * 2], along: 1) }),
  ]

  @Test("of one tensor", arguments: unary.indices)
  func one(_ index: Int) throws {
    let error = try onTensorThread {
      let x = Tensor.leaf([3, 4], stream: 1)
      return try GradientCheck.error([x]) { Self.unary[index].function(x) }
    }
    #expect(error < 1e-6, "\(Self.unary[index].name)")
  }

  /// Operators of two tensors, with their shapes.
  static let binary:
    [(name: String, shapes: ([Int], [Int]), function: @Sendable (Tensor, Tensor) -> Tensor)] = [
      ("add", ([3, 4], [4]), { $0 + $1 }), ("subtract", ([3, 1], [3, 4]), { $0 - $1 }),
      ("multiply", ([3, 4], [3, 1]), { $0 * $1 }), ("divide", ([3, 4], [4]), { $0 / ($1 + 2) }),
      ("matmul", ([3, 4], [4, 2]), { $0.matmul($1) }), ("batched", ([2, 3, 4], [4, 5]), { $0.matmul($1) }),
      ("vector", ([3, 4], [4]), { $0.matmul($1) }),
      ("linear", ([3, 4], [5, 4]), { $0.linear(weight: $1, bias: nil) }),
      ("product", ([3, 4], [4, 2]), { Tensor.random([2], stream: 8).adding(productOf: $0, $1) }),
    ]

  @Test("of two tensors", arguments: binary.indices)
  func two(_ index: Int) throws {
    let (name, shapes, function) = Self.binary[index]
    let error = try onTensorThread {
      let x = Tensor.leaf(shapes.0, stream: 1)
      let y = Tensor.leaf(shapes.1, stream: 2)
      return try GradientCheck.error([x, y]) { function(x, y) }
    }
    #expect(error < 1e-6, "\(name)")
  }

  @Test("gradients add up, are given from above, and stop where told")
  func modes() throws {
    let values = try onTensorThread {
      let x = Tensor([1, 2] as [Float]).requiringGradient()
      (x * 2).backward(gradient: Tensor([10, 100] as [Float]))
      x.sum().backward()
      let sum = try x.gradient!.elements(Float.self)
      let off = withoutGradients { (x * 2).requiresGradient }
      let detached = (x * 2).detached().requiresGradient
      x.gradient = nil
      let y = x * 3
      Tensor.backward([(y.sum(), nil), (y, Tensor([1, 0] as [Float]))])
      return (sum, off, detached, try x.gradient!.elements(Float.self))
    }
    #expect(values.0 == [21, 201])
    #expect(!values.1 && !values.2)
    #expect(values.3 == [6, 3])
  }
}
