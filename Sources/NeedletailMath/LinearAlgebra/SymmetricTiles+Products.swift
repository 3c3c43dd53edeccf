extension SymmetricTiles {
  /// The weighted Gram matrix XᵀWX of a sparse matrix X of rows × columns.
  ///
  /// - Parameters:
  ///   - matrix: X; a symmetric matrix of its columns comes out.
  ///   - rowWeights: the diagonal of W, one number a row of X; nil is all ones.
  ///   - edge: rows of a tile.
  ///   - pool: the threads; they share out rows of the result.
  ///   - cancellation: looked at before each few rows.
  /// - Throws: `CancelledError`.
  /// - Complexity: O(Σ n²) for rows of n entries, O(entries) memory beside the result.
  public static func gram(
    of matrix: CSRMatrix, rowWeights: [Float]? = nil, edge: Int = SymmetricTiles.standardEdge,
    pool: WorkerPool, cancellation: Cancellation? = nil
  ) throws -> SymmetricTiles {
    precondition(
      rowWeights.map { $0.count == matrix.rows } ?? true, "as many weights as rows are needed")
    var result = SymmetricTiles(order: matrix.columns, edge: edge)
    let byColumn = matrix.transposed()
    let strips = result.stripCount
    let rowsAtOnce = 64
    let partsOfStrip = (edge + rowsAtOnce - 1) / rowsAtOnce
    try result.withBlocks { blocks in
      // The last strips have the longest rows: they go first, so that no thread is left with one.
      try pool.forEach(count: strips * partsOfStrip, cancellation: cancellation) { part in
        let strip = strips - 1 - part / partsOfStrip
        let rows = blocks.tiles.rows(ofStrip: strip)
        let first = rows.lowerBound + part % partsOfStrip * rowsAtOnce
        guard first < rows.upperBound else { return }
        let target = blocks.block(strip, 0..<strip + 1)
        for row in first..<min(first + rowsAtOnce, rows.upperBound) {
          accumulate(
            row, of: matrix, byColumn, rowWeights, width: target.stride,
            into: target.base + (row - rows.lowerBound) * target.stride)
        }
      }
    }
    return result
  }

  /// Adds the row of the Gram matrix that belongs to a column of X, as far as `width`.
  private static func accumulate(
    _ column: Int, of matrix: CSRMatrix, _ byColumn: CSRMatrix, _ rowWeights: [Float]?, width: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    matrix.rowOffsets.withUnsafeBufferPointer { offsets in
      matrix.columnIndices.withUnsafeBufferPointer { columns in
        byColumn.columnIndices.withUnsafeBufferPointer { rows in
          for position in byColumn.range(ofRow: column) {
            let row = Int(rows[position])
            let factor = byColumn.value(at: position) * (rowWeights?[row] ?? 1)
            let entries = Int(offsets[row])..<Int(offsets[row + 1])
            if let values = matrix.values {
              values.withUnsafeBufferPointer { values in
                for entry in entries {
                  let other = Int(columns[entry])
                  if other >= width { break }
                  target[other] += factor * values[entry]
                }
              }
            } else {
              for entry in entries {
                let other = Int(columns[entry])
                if other >= width { break }
                target[other] += factor
              }
            }
          }
        }
      }
    }
  }

  /// Adds scale · XᵀX for a dense matrix X of any number of rows.
  ///
  /// - Precondition: X has `order` columns.
  /// - Complexity: O(rows · order²).
  public mutating func addGram(of matrix: Matrix, scale: Float = 1, pool: WorkerPool) {
    precondition(matrix.columns == order, "columns of \(matrix.columns) for a matrix of \(order)")
    guard matrix.rows > 0, order > 0 else { return }
    let tasks = Self.lowerTiles(stripCount)
    withBlocks { blocks in
      matrix.withUnsafeBufferPointer { source in
        let source = SharedPointer(UnsafeMutableBufferPointer(mutating: source))
        pool.forEach(count: tasks.count) { index in
          let (strip, column) = tasks[index]
          func columns(_ part: Int) -> BLAS.Block {
            let range = blocks.tiles.rows(ofStrip: part)
            return BLAS.Block(
              source.base + range.lowerBound, rows: matrix.rows, columns: range.count, stride: matrix.columns)
          }
          let tile = blocks.block(strip, column)
          if strip == column {
            // Products of their own for both halves would differ in the last bits.
            BLAS.multiplyByTranspose(columns(strip).transposed, scale: scale, intoLower: tile, keeping: 1)
            tile.mirrorLower()
          } else {
            BLAS.multiply(
              columns(strip).transposed, columns(column).plain, scale: scale, into: tile, keeping: 1)
          }
        }
      }
    }
  }

  /// All tiles of the lower triangle, by rows.
  static func lowerTiles(_ strips: Int) -> [(strip: Int, column: Int)] {
    (0..<strips).flatMap { strip in (0...strip).map { (strip, $0) } }
  }

  /// The whole matrix, copied.
  public var dense: Matrix {
    var result = Matrix(rows: order, columns: order)
    let order = order
    result.withUnsafeMutableBufferPointer { target in
      elements.withUnsafeBufferPointer { source in
        for row in 0..<order {
          for column in 0...row {
            let value = source[place(row, column)]
            target[row * order + column] = value
            target[column * order + row] = value
          }
        }
      }
    }
    return result
  }
}
