package import NeedletailTensor

/// How pairs of different fields act on each other, beyond a plain inner product.
package enum FieldPairKind: Sendable, Hashable {
  /// r_ij ⟨e_i, e_j⟩ (Pan et al., WWW 2018): fields × fields numbers.
  case weighted
  /// e_iᵀ W_ij e_j (Sun et al., WWW 2021): a matrix of fields·k × fields·k numbers in blocks.
  case matrix

  /// The length of a side of the weights.
  package func side(fields: Int, dimension: Int) -> Int { self == .weighted ? fields : fields * dimension }

  /// Ones on the diagonals of blocks i < j: where a factorisation machine is what training begins with.
  package func first(fields: Int, dimension: Int) -> [Float] {
    elements(fields: fields, dimension: dimension) { $0 == $1 ? 1 : 0 }
  }

  /// 1 where i < j, else 0.
  package func mask(fields: Int, dimension: Int) -> [Float] {
    elements(fields: fields, dimension: dimension) { _, _ in 1 }
  }

  private func elements(fields: Int, dimension: Int, _ element: (Int, Int) -> Float) -> [Float] {
    let (side, block) = (side(fields: fields, dimension: dimension), self == .weighted ? 1 : dimension)
    return (0..<side * side).map { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: side)
      return row / block < column / block ? element(row % block, column % block) : 0
    }
  }
}

/// The trained weights of pairs.
package struct FieldPairs: Layer {
  package let kind: FieldPairKind
  package let fields: Int
  package let dimension: Int
  /// side × side; only blocks above the diagonal count.
  package let weight: Tensor
  private let mask: Tensor

  package init(_ kind: FieldPairKind, fields: Int, dimension: Int, on device: Device = .cpu) {
    self.kind = kind
    self.fields = fields
    self.dimension = dimension
    let side = kind.side(fields: fields, dimension: dimension)
    weight = Tensor(kind.first(fields: fields, dimension: dimension), shape: [side, side], device: device)
      .requiringGradient()
    mask = Tensor(kind.mask(fields: fields, dimension: dimension), shape: [side, side], device: device)
  }

  /// Maps examples × fields·k to examples.
  package func callAsFunction(_ vectors: Tensor) -> Tensor {
    switch kind {
    case .weighted:
      let e = vectors.reshaped([-1, fields, dimension])
      return (e.matmul(e.transposed()) * (weight * mask)).sum(1, 2)
    case .matrix: return (vectors.linear(weight: weight * mask, bias: nil) * vectors).sum(1)
    }
  }

  package func list(into list: inout TensorList) { list.parameter("weight", weight) }
}
