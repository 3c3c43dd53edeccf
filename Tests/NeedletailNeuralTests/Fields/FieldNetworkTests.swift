import Glibc
import NeedletailCore
import NeedletailMath
import NeedletailNeural
import NeedletailTensor
import Testing

@Suite("Networks over fields", .needsTorch)
struct FieldNetworkTests {
  private static let (fields, k, examples) = (4, 3, 20)

  private static func drawn(_ count: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  private static let vectors = drawn(examples * fields * k, seed: 8)

  /// Σ over pairs of fields of Σ_{a,b} W_ij[a][b] e_i[a] e_j[b], in double precision.
  private static func pairs(_ weight: (Int, Int, Int, Int) -> Double) -> [Double] {
    (0..<examples).map { example in
      func e(_ field: Int, _ place: Int) -> Double { Double(vectors[(example * fields + field) * k + place]) }
      var sum = 0.0
      for i in 0..<fields {
        for j in i + 1..<fields {
          for a in 0..<k { for b in 0..<k { sum += weight(i, j, a, b) * e(i, a) * e(j, b) } }
        }
      }
      return sum
    }
  }

  @Test("the construction makes squares a plain, a weighted and a matrix machine", arguments: 0..<3)
  func constructions(_ kind: Int) throws {
    let r = Self.drawn(Self.fields * Self.fields, seed: 2).map(Double.init)
    let w = Self.drawn(Self.fields * Self.fields * Self.k * Self.k, seed: 3).map(Double.init)
    func weight(_ i: Int, _ j: Int, _ a: Int, _ b: Int) -> Double {
      switch kind {
      case 0: a == b ? 1 : 0
      case 1: a == b ? r[i * Self.fields + j] : 0
      default: w[((i * Self.fields + j) * Self.k + a) * Self.k + b]
      }
    }
    // Q = U diag(D) Uᵀ with the blocks of half a weight on either side of the diagonal, and none on it.
    let d = Self.fields * Self.k
    var q = [Double](repeating: 0, count: d * d)
    for i in 0..<Self.fields {
      for j in i + 1..<Self.fields {
        for a in 0..<Self.k {
          for b in 0..<Self.k {
            q[(i * Self.k + a) * d + j * Self.k + b] = weight(i, j, a, b) / 2
            q[(j * Self.k + b) * d + i * Self.k + a] = weight(i, j, a, b) / 2
          }
        }
      }
    }
    let (values, columns) = Jacobi.eigen(q, d)
    let expected = Self.pairs(weight)
    let found = try TensorThread.run { () -> [Double] in
      let x = Tensor(Self.vectors.map(Double.init), shape: [Self.examples, d])
      let u = Tensor(columns, shape: [d, d])
      let hidden = FieldActivation.quad(x.matmul(u))
      return try hidden.matmul(Tensor(values, shape: [d, 1])).squeezed(1).elements(Double.self)
    }
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-9 * max(1, abs(b))) }
  }

  @Test("a plain machine by the smallest construction, k(f + 1) squares")
  func smallest() throws {
    let d = Self.fields * Self.k
    let units = Self.k * (Self.fields + 1)
    var (u, out) = ([Double](repeating: 0, count: d * units), [Double](repeating: 0.5, count: units))
    for place in 0..<Self.k {
      for field in 0..<Self.fields { u[(field * Self.k + place) * units + place] = 1 }
    }
    for input in 0..<d {
      u[input * units + Self.k + input] = 1
      out[Self.k + input] = -0.5
    }
    let found = try TensorThread.run { [u, out] () -> [Double] in
      let x = Tensor(Self.vectors.map(Double.init), shape: [Self.examples, d])
      let hidden = FieldActivation.quad(x.matmul(Tensor(u, shape: [d, units])))
      return try hidden.matmul(Tensor(out, shape: [units, 1])).squeezed(1).elements(Double.self)
    }
    for (a, b) in zip(found, Self.pairs { $2 == $3 ? 1 : 0 }) { #expect(abs(a - b) < 1e-9) }
  }

  @Test("weighted and matrix pairs are the loops over pairs", arguments: [FieldPairKind.weighted, .matrix])
  func pairLayers(_ kind: FieldPairKind) throws {
    let side = kind.side(fields: Self.fields, dimension: Self.k)
    let weights = Self.drawn(side * side, seed: 4)
    let (found, host) = try TensorThread.run { () -> ([Float], [Float]) in
      let layer = FieldPairs(kind, fields: Self.fields, dimension: Self.k)
      withoutGradients { layer.weight.assign(Tensor(weights, shape: [side, side])) }
      let x = Tensor(Self.vectors, shape: [Self.examples, Self.fields * Self.k])
      var odds = [Float](repeating: 0, count: Self.examples)
      try PairTerm(layer).add(
        Matrix(rows: Self.examples, columns: Self.fields * Self.k, elements: SharedBuffer(Self.vectors)),
        to: &odds)
      return (try layer(x).elements(Float.self), odds)
    }
    let expected = Self.pairs { i, j, a, b in
      if kind == .weighted { return a == b ? Double(weights[i * side + j]) : 0 }
      return Double(weights[(i * Self.k + a) * side + j * Self.k + b])
    }
    #expect(isNear(found, expected.map { Float($0) }, 2e-5))
    #expect(isNear(host, expected.map { Float($0) }, 2e-5))
  }

  @Test("rectified units are a linear skip and a perceptron; without activation all is linear")
  func rectified() throws {
    let d = Self.fields * Self.k
    for activation in [FieldActivation.relu, .identity] {
      let (found, expected) = try TensorThread.run { () -> ([Float], [Float]) in
        var random = RandomStream(seed: 6)
        let network = FieldNetwork(
          .init(
            fields: Self.fields, dimension: Self.k,
            towers: [
              .init(sizes: [d, 1], activation: .identity, hasOutputBias: false),
              .init(sizes: [d, 7, 1], activation: activation, hasOutputBias: false),
            ]), random: &random)
        let x = Tensor(Self.vectors, shape: [Self.examples, d])
        let skip = network.towers[0].layers[0].weight.transposed()
        let (u, out) = (network.towers[1].layers[0], network.towers[1].layers[1].weight.transposed())
        let hidden = x.matmul(u.weight.transposed()) + u.bias!
        let generic =
          activation == .relu
          ? x.matmul(skip) + hidden.relu().matmul(out)
          : x.matmul(skip + u.weight.transposed().matmul(out)) + u.bias!.expanded(at: 0).matmul(out)
        return (
          try network.logits(base: nil, vectors: x, isTraining: false).elements(Float.self),
          try generic.elements(Float.self)
        )
      }
      #expect(isNear(found, expected, 1e-5))
    }
  }

  @Test("half of quad-relu alone is quad with half the units")
  func halves() throws {
    let (found, expected) = try TensorThread.run { () -> ([Float], [Float]) in
      let z = Tensor(Self.vectors, shape: [Self.examples, 12])
      let out = Self.drawn(6, seed: 1)
      let silent = Tensor(out + [Float](repeating: 0, count: 6), shape: [12, 1])
      return (
        try FieldActivation.quadRelu(z).matmul(silent).elements(Float.self),
        try FieldActivation.quad(z.slice(1, 0..<6)).matmul(Tensor(out, shape: [6, 1])).elements(Float.self)
      )
    }
    #expect(isNear(found, expected, 1e-6))
  }

  @Test("GELU is a square beside a line for small inputs, rectified for large ones")
  func limits() throws {
    let z = stride(from: -3.0, through: 3, by: 0.25).map { $0 }
    let s = 1e-3
    let (small, large) = try TensorThread.run { () -> ([Double], [Double]) in
      (
        try FieldActivation.gelu(Tensor(z.map { $0 * s })).elements(Double.self),
        try FieldActivation.gelu(Tensor([-9.0, -6.5, 6.5, 9])).elements(Double.self)
      )
    }
    for (gelu, z) in zip(small, z) {
      #expect(abs((gelu - s * z / 2) * (2 * Double.pi).squareRoot() / (s * s) - z * z) < 2e-5)
    }
    for (gelu, relu) in zip(large, [0, 0, 6.5, 9]) { #expect(abs(gelu - relu) < 1e-8) }
  }

  @Test("gradients of networks are finite differences", arguments: FieldActivation.allCases)
  func gradients(_ activation: FieldActivation) throws {
    let d = Self.fields * Self.k
    let largest = try TensorThread.run { () -> Double in
      var random = RandomStream(seed: 11)
      let network = FieldNetwork(
        .init(
          fields: Self.fields, dimension: Self.k, pairs: .matrix,
          towers: [
            .init(sizes: [d, 1], activation: .identity, hasOutputBias: false),
            .init(sizes: [d, 6, 1], activation: activation),
          ],
          numeric: .init(
            tower: .init(sizes: [1, 5, Self.k], activation: .gelu), fields: [1, 3])),
        random: &random)
      let x = Tensor(Self.vectors, shape: [Self.examples, d])
      let numbers = Tensor(Self.drawn(2 * Self.examples, seed: 20), shape: [Self.examples, 2])
      let known = Tensor(
        (0..<2 * Self.examples).map { Float($0 % 3 == 0 ? 0 : 1) }, shape: [Self.examples, 2])
      let base = Tensor(Self.drawn(Self.examples, seed: 21)).requiringGradient()
      let targets = Tensor((0..<Self.examples).map { Float($0 % 2) })
      func loss() -> Tensor {
        network.logits(base: base, vectors: x, numbers: numbers, isKnown: known, isTraining: true).squeezed(1)
          .binaryCrossEntropy(targets: targets)
      }
      x.requiringGradient()
      loss().backward()
      return try FiniteDifferences.largestGap(
        network.parameters.map(\.tensor) + [x, base], step: 1.0 / 128, loss: loss)
    }
    #expect(largest < (activation == .relu || activation == .quadRelu ? 5e-3 : 5e-4))
  }

  @Test("fields in another order with their weights give the same logits")
  func order() throws {
    let d = Self.fields * Self.k
    let order = [2, 0, 3, 1].flatMap { field in (0..<Self.k).map { field * Self.k + $0 } }
    let (found, expected) = try TensorThread.run { () -> ([Float], [Float]) in
      var random = RandomStream(seed: 6)
      let tower = FieldTower(.init(sizes: [d, 9, 1], activation: .gelu), random: &random)
      let places = Tensor(order.map { Int64($0) })
      let x = Tensor(Self.vectors, shape: [Self.examples, d])
      let before = try tower(x, isTraining: false).elements(Float.self)
      withoutGradients {
        let weight = tower.layers[0].weight
        weight.assign(weight.selecting(places, along: 1).copied())
      }
      return (try tower(x.selecting(places, along: 1), isTraining: false).elements(Float.self), before)
    }
    #expect(isNear(found, expected, 1e-6))
  }

  @Test("the host gives what LibTorch gives", arguments: FieldActivation.allCases, [false, true])
  func host(_ activation: FieldActivation, _ hasBatchNorm: Bool) throws {
    let d = Self.fields * Self.k
    let (host, torch) = try TensorThread.run { () -> ([Float], [Float]) in
      var random = RandomStream(seed: 12)
      let tower = FieldTower(
        .init(sizes: [d, 40, 33, 1], activation: activation, dropout: 0.5, hasBatchNorm: hasBatchNorm),
        random: &random)
      let x = Tensor(Self.vectors, shape: [Self.examples, d])
      // Some steps of training move the running figures.
      for _ in 0..<20 { _ = tower(x, isTraining: true) }
      let stack = try DenseStack(tower)
      let outputs = stack.apply(
        Matrix(rows: Self.examples, columns: d, elements: SharedBuffer(Self.vectors)))
      return (outputs.elements.array, try tower(x, isTraining: false).elements(Float.self))
    }
    #expect(isNear(host, torch, 1e-5))
  }
}

/// Eigenvectors by plain rotations, in double precision.
enum Jacobi {
  /// The eigenvalues of a symmetric matrix, and its eigenvectors as columns.
  static func eigen(_ matrix: [Double], _ n: Int) -> (values: [Double], columns: [Double]) {
    var a = matrix
    var v = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 }
    for _ in 0..<60 {
      for p in 0..<n {
        for q in p + 1..<n where a[p * n + q] != 0 {
          let theta = 0.5 * atan2(2 * a[p * n + q], a[q * n + q] - a[p * n + p])
          let (c, s) = (cos(theta), sin(theta))
          for row in 0..<n {
            (a[row * n + p], a[row * n + q]) = (
              c * a[row * n + p] - s * a[row * n + q], s * a[row * n + p] + c * a[row * n + q]
            )
          }
          for column in 0..<n {
            (a[p * n + column], a[q * n + column]) = (
              c * a[p * n + column] - s * a[q * n + column], s * a[p * n + column] + c * a[q * n + column]
            )
          }
          for row in 0..<n {
            (v[row * n + p], v[row * n + q]) = (
              c * v[row * n + p] - s * v[row * n + q], s * v[row * n + p] + c * v[row * n + q]
            )
          }
        }
      }
    }
    return ((0..<n).map { a[$0 * n + $0] }, v)
  }
}
