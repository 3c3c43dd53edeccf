/// How far a tiled computation has come.
public typealias TileProgress = @Sendable (_ completed: Int, _ total: Int) -> Void

extension SymmetricTiles {
  /// Replaces the matrix by its Cholesky factor L in the lower triangle; zeros above it in the diagonal tiles.
  ///
  /// Tile by tile from the left: a tile waits only for the tiles of its own two rows that it needs, and one
  /// product sums over all columns to its left.
  /// - Throws: `NotPositiveDefiniteError`, `CancelledError`; the matrix is then of no use.
  /// - Complexity: order³ / 3 operations, no memory.
  public mutating func factorise(
    pool: WorkerPool, cancellation: Cancellation? = nil, progress: TileProgress? = nil
  ) throws {
    let strips = stripCount
    let tasks = (0..<strips).flatMap { column in (column..<strips).map { (strip: $0, column: column) } }
    /// The number of the task of a tile: columns come one after the other.
    @Sendable func number(_ strip: Int, _ column: Int) -> Int {
      column * strips - column * (column - 1) / 2 + strip - column
    }
    let ledger = TaskLedger(count: tasks.count, cancellation: cancellation)
    try withBlocks { blocks in
      try pool.forEach(count: tasks.count) { task in
        let (strip, column) = tasks[task]
        try ledger.run(task) {
          let tile = blocks.block(strip, column)
          let left = blocks.block(strip, 0..<column)
          if column > 0 { try ledger.wait(for: number(strip, column - 1)) }
          if strip == column {
            if column > 0 { BLAS.multiplyByTranspose(left.plain, scale: -1, intoLower: tile, keeping: 1) }
            if let row = BLAS.factorise(lower: tile) {
              throw NotPositiveDefiniteError(row: strip * blocks.tiles.edge + row)
            }
            tile.clearUpper()
          } else {
            if column > 0 {
              try ledger.wait(for: number(column, column - 1))
              BLAS.multiply(
                left.plain, blocks.block(column, 0..<column).transposed, scale: -1, into: tile, keeping: 1)
            }
            try ledger.wait(for: number(column, column))
            BLAS.solve(tile, byLower: blocks.block(column, column), transposed: true)
          }
        }
        progress?(task + 1, tasks.count)
      }
    }
  }

  /// Replaces a Cholesky factor L, as `factorise` leaves it, by its inverse W.
  ///
  /// Column by column from the right: W₂₁ = −W₂₂ L₂₁ L₁₁⁻¹, where the last two factors are put aside first.
  /// - Complexity: order³ / 3 operations, 2 · order · edge elements of memory.
  mutating func invertFactor(
    pool: WorkerPool, cancellation: Cancellation? = nil, progress: TileProgress? = nil
  ) throws {
    let strips = stripCount
    let edge = edge
    let order = order
    enum Step { case panel, product, diagonal }
    var tasks: [(step: Step, strip: Int, column: Int)] = []
    var starts = [Int](repeating: 0, count: strips + 1)
    var productStarts = [Int](repeating: 0, count: strips + 1)
    for column in (0..<strips).reversed() {
      starts[column] = tasks.count
      tasks += (column + 1..<max(strips, column + 1)).map { (.panel, $0, column) }
      productStarts[column] = tasks.count
      // The longest products first.
      tasks += (column + 1..<max(strips, column + 1)).reversed().map { (.product, $0, column) }
      tasks.append((.diagonal, column, column))
    }
    let list = tasks
    let (columnStart, productStart) = (starts, productStarts)
    let ledger = TaskLedger(count: list.count, cancellation: cancellation)
    var aside = SharedBuffer<Float>(zeros: 2 * order * edge)
    try withBlocks { blocks in
      try aside.withUnsafeMutableBufferPointer { aside in
        let aside = SharedPointer(aside)
        /// −L₂₁ L₁₁⁻¹ of a column for some strips; two columns take turns.
        @Sendable func panel(_ strips: Range<Int>, _ column: Int) -> BLAS.Block {
          let rows = strips.lowerBound * edge..<min(strips.upperBound * edge, order)
          return BLAS.Block(
            aside.base + (column % 2 * order + rows.lowerBound) * edge, rows: rows.count, columns: edge)
        }
        try pool.forEach(count: list.count) { task in
          let (step, strip, column) = list[task]
          try ledger.run(task) {
            let tile = blocks.block(strip, column)
            switch step {
            case .panel:
              try ledger.wait(before: columnStart[column + 1])
              let copy = panel(strip..<strip + 1, column)
              tile.copy(to: copy)
              BLAS.solve(copy, byLower: blocks.block(column, column), transposed: false, scale: -1)
            case .product:
              try ledger.wait(before: productStart[column])
              BLAS.multiply(
                blocks.block(strip, column + 1..<strip + 1).plain,
                panel(column + 1..<strip + 1, column).plain,
                into: tile)
            case .diagonal:
              try ledger.wait(before: productStart[column])
              BLAS.invert(lower: tile)
            }
          }
          progress?(task + 1, list.count)
        }
      }
    }
  }

  /// Replaces W, as `invertFactor` leaves it, by WᵀW; diagonal tiles are complete.
  ///
  /// A tile is summed beside the matrix and put in its place when nobody needs what was there any more.
  /// - Complexity: order³ / 3 operations, edge² elements of memory a thread.
  mutating func multiplyFactorByItself(
    pool: WorkerPool, cancellation: Cancellation? = nil, progress: TileProgress? = nil
  ) throws {
    let strips = stripCount
    let tasks = Self.lowerTiles(strips)
    let ledger = TaskLedger(count: tasks.count, cancellation: cancellation)
    try withBlocks { blocks in
      try pool.forEach(count: tasks.count) { task in
        let (strip, column) = tasks[task]
        try ledger.run(task) {
          let tile = blocks.block(strip, column)
          let count = tile.rows * tile.columns
          try withUnsafeTemporaryAllocation(byteCount: count * 4, alignment: 64) { scratch in
            let sum = BLAS.Block(
              scratch.bindMemory(to: Float.self).baseAddress!, rows: tile.rows, columns: tile.columns)
            for below in strip..<strips {
              let keep: Float = below == strip ? 0 : 1
              let left = blocks.block(below, strip)
              if strip == column {
                BLAS.multiplyByTranspose(left.transposed, intoLower: sum, keeping: keep)
              } else {
                BLAS.multiply(
                  left.transposed, blocks.block(below, column).plain, into: sum, keeping: keep)
              }
            }
            if strip == column {
              try ledger.wait(before: task)
              sum.mirrorLower()
            } else {
              try ledger.wait(before: strip * (strip + 1) / 2)
            }
            sum.copy(to: tile)
          }
        }
        progress?(task + 1, tasks.count)
      }
    }
  }

  /// Replaces a positive definite matrix by its inverse, through its Cholesky factor.
  ///
  /// - Parameters:
  ///   - pool: the threads; their number does not change a bit of the result.
  ///   - cancellation: looked at before each tile.
  ///   - progress: called after each tile, from any thread of the pool; must be quick.
  /// - Throws: `NotPositiveDefiniteError`, `CancelledError`; the matrix is then of no use.
  /// - Complexity: order³ operations (multiplications and additions); memory 2 · order · edge elements and
  ///   edge² for each thread.
  public mutating func invert(
    pool: WorkerPool, cancellation: Cancellation? = nil, progress: TileProgress? = nil
  ) throws {
    func report(_ stage: Int) -> TileProgress? {
      guard let progress else { return nil }
      return { completed, total in progress(stage * total + completed, 3 * total) }
    }
    try factorise(pool: pool, cancellation: cancellation, progress: report(0))
    try invertFactor(pool: pool, cancellation: cancellation, progress: report(1))
    try multiplyFactorByItself(pool: pool, cancellation: cancellation, progress: report(2))
  }
}
