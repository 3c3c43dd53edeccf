import CKernels
public import NeedletailMath

extension EmbeddingTable {
  /// The largest size of a gradient's number: beyond it training has diverged, and sums of squares could overflow.
  public static let gradientLimit: Float = 0x1p32

  /// Moves the rows of a batch, each once, along the sum of its gradients.
  ///
  /// Gradients of a row are summed in the order of their positions; the row of padding stays zero. Nothing is
  /// changed when an error is thrown.
  /// - Parameters:
  ///   - batch: the rows, as gathered.
  ///   - gradients: of the loss by what was gathered, positions × dimension, row-major.
  ///   - rate: multiplies the learning rate: the factor of a schedule. FTRL's steps follow from its sums, so it
  ///     takes 1 only.
  ///   - pool: the threads.
  /// - Throws: `EmbeddingError` with code `row` for a row outside the table, `gradient` when a number is not finite
  ///   or beyond `gradientLimit`, `configuration` for a rate that is negative or not finite.
  /// - Complexity: O(positions × dimension).
  public func update(
    _ batch: RowBatch, gradients: Span<Float>, rate: Float = 1, pool: WorkerPool
  ) throws(EmbeddingError) {
    try update(batch, gradients, positions: SharedPointer(batch.positions.base), batch.count, rate, pool)
  }

  /// Moves the rows of a batch along gradients that are sums already, one for each of `RowBatch.uniqueRows`.
  ///
  /// - Parameter uniqueGradients: unique rows × dimension, row-major.
  public func update(
    _ batch: RowBatch, uniqueGradients: Span<Float>, rate: Float = 1, pool: WorkerPool
  ) throws(EmbeddingError) {
    try update(batch, uniqueGradients, positions: nil, batch.uniqueCount, rate, pool)
  }

  private func update(
    _ batch: RowBatch, _ gradients: Span<Float>, positions: SharedPointer<Int32>?, _ count: Int,
    _ rate: Float,
    _ pool: WorkerPool
  ) throws(EmbeddingError) {
    precondition(
      gradients.count == count * dimension,
      "update of table '\(name)': gradients of \(count) rows × \(dimension) in \(gradients.count) floats")
    try check(batch)
    try check(rate)
    try check(gradients, batch, isUnique: positions == nil, pool)
    try mark()
    step += 1
    let constants = kernelStep(rate)
    gradients.withUnsafeBufferPointer { gradients in
      let gradients = SharedPointer(UnsafeMutableBufferPointer(mutating: gradients))
      run(batch, gradients, positions, constants, pool)
    }
  }

  /// The constants of the update number `step`.
  private func kernelStep(_ rate: Float) -> needletail_embedding_step {
    var constants = configuration.optimizer.kernelStep(rate: rate)
    constants.l2 = configuration.l2
    constants.clip = configuration.clip ?? .infinity
    if constants.rule == NEEDLETAIL_ROW_ADAM, let factor = corrections?.factor(of: step) {
      constants.rate *= factor
    }
    return constants
  }

  /// Runs the update in tiles of about equal numbers of positions; a row is in one tile.
  private func run(
    _ batch: RowBatch, _ gradients: SharedPointer<Float>, _ positions: SharedPointer<Int32>?,
    _ constants: needletail_embedding_step, _ pool: WorkerPool
  ) {
    let tiles = (batch.count + Self.tile - 1) / Self.tile
    let bounds = (0...tiles).map { batch.firstUnique(from: min(batch.count, $0 * Self.tile)) }
    let (rows, starts) = (SharedPointer(batch.unique.base), SharedPointer(batch.starts.base))
    let (records, stride, dimension) = (SharedPointer(storage.records), layout.stride, dimension)
    // A row counts at most as many steps as the table.
    corrections?.extend(to: step)
    let factors = corrections?.factors ?? []
    factors.withUnsafeBufferPointer { factors in
      var constants = constants
      constants.corrections = factors.baseAddress
      constants.correction_count = factors.count
      let shared = SharedStep(constants)
      pool.forEach(count: tiles) { tile in
        guard bounds[tile] < bounds[tile + 1] else { return }
        var step = shared.step
        var table = needletail_embedding_rows(records: records.base, stride: stride, dimension: dimension)
        needletail_embedding_update(
          &step, &table, rows.base, starts.base, positions?.base, gradients.base, bounds[tile],
          bounds[tile + 1],
          Int32(Self.paddingRow))
      }
    }
  }

  private func check(_ rate: Float) throws(EmbeddingError) {
    if case .ftrl = configuration.optimizer, rate != 1 {
      throw EmbeddingError(.configuration, table: name, "rate: expected 1 with FTRL, found \(rate)")
    }
    if let fault = RowOptimizer.notNegative("rate", rate) {
      throw EmbeddingError(.configuration, table: name, fault)
    }
  }

  /// Refuses gradients that are not finite or too large, before anything moves.
  private func check(
    _ gradients: Span<Float>, _ batch: RowBatch, isUnique: Bool, _ pool: WorkerPool
  ) throws(EmbeddingError) {
    let length = 1 << 16
    let count = gradients.count
    var firsts = [Int](repeating: count, count: (count + length - 1) / length)
    gradients.withUnsafeBufferPointer { gradients in
      firsts.withUnsafeMutableBufferPointer { firsts in
        let (gradients, firsts) = (
          SharedPointer(UnsafeMutableBufferPointer(mutating: gradients)), SharedPointer(firsts)
        )
        let tiles = (count + length - 1) / length
        pool.forEach(count: tiles) { tile in
          let (start, size) = (tile * length, min(length, count - tile * length))
          let place = needletail_first_beyond(gradients.base + start, size, Self.gradientLimit)
          if place < size { firsts[tile] = start + place }
        }
      }
    }
    guard let place = firsts.min(), place < count else { return }
    let position = place / dimension
    let row = isUnique ? batch.unique.base[position] : batch.rows.base[position]
    throw EmbeddingError(
      .gradient, table: name,
      "update \(step + 1): expected gradients within ±2^32, found \(gradients[place]) for weight "
        + "\(place % dimension) of row \(row), at position \(position)")
  }
}

/// Constants with a pointer that the tasks of one loop only read.
private struct SharedStep: @unchecked Sendable {
  // Safe to share: the numbers behind the pointer outlive the loop and nobody writes them.
  let step: needletail_embedding_step
  init(_ step: needletail_embedding_step) { self.step = step }
}

extension RowBatch {
  /// The number of the first row whose positions start at `start` or later.
  func firstUnique(from start: Int) -> Int {
    var (low, high) = (0, uniqueCount)
    while low < high {
      let middle = (low + high) / 2
      if Int(starts.base[middle]) < start { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
