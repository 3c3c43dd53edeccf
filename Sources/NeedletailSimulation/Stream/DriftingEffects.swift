import NeedletailMath

/// Standard normal numbers that drift: rows × dimension, each number with its own stream of steps.
struct DriftingEffects: Sendable {
  /// Numbers of a row.
  let dimension: Int
  private let purpose: UInt16
  private let seed: UInt64
  /// rows × dimension.
  private(set) var values: [Float] = []

  /// The number of rows.
  var rows: Int { values.count / dimension }

  /// No rows yet.
  init(dimension: Int, purpose: UInt16, seed: UInt64) {
    self.dimension = dimension
    self.purpose = purpose
    self.seed = seed
  }

  /// Moves all rows by a window: w ← ρ·w + √(1 − ρ²)·ξ. Rows that are new begin as standard normal numbers.
  mutating func advance(to rows: Int, window: Int, persistence: Double, pool: WorkerPool) {
    let before = self.rows
    let (kept, step) = (Float(persistence), Float((1 - persistence * persistence).squareRoot()))
    values += [Float](repeating: 0, count: rows * dimension - values.count)
    let (dimension, purpose, seed, tile) = (dimension, purpose, seed, 1024)
    values.withUnsafeMutableBufferPointer { values in
      let values = SharedPointer(values)
      pool.forEach(count: (rows + tile - 1) / tile) { number in
        for row in number * tile..<min(rows, (number + 1) * tile) where row >= before || step > 0 {
          var stream = RandomStream(seed: seed, purpose: purpose, row: row << 12 | window)
          for place in row * dimension..<(row + 1) * dimension {
            let draw = Float(stream.normal())
            values[place] = row < before ? kept * values[place] + step * draw : draw
          }
        }
      }
    }
  }

  /// One number.
  func callAsFunction(_ row: Int, _ place: Int = 0) -> Float { values[row * dimension + place] }
}
