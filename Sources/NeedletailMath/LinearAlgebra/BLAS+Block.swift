extension BLAS.Block {
  /// Copies the elements to a block of the same shape.
  func copy(to other: BLAS.Block) {
    for row in 0..<rows {
      (other.base + row * other.stride).update(from: base + row * stride, count: columns)
    }
  }

  /// Sets the elements above the diagonal to zero.
  func clearUpper() {
    for row in 0..<min(rows, columns) {
      (base + row * stride + row + 1).update(repeating: 0, count: columns - row - 1)
    }
  }

  /// Copies the elements below the diagonal to their places above it.
  func mirrorLower() {
    for row in 0..<rows {
      for column in 0..<row { base[column * stride + row] = base[row * stride + column] }
    }
  }
}
