import CKernels
public import NeedletailMath

extension EmbeddingTable {
  /// Positions or rows that one iteration of a parallel loop takes.
  static let tile = 8192

  /// Copies the weights of the rows at all positions of a batch.
  ///
  /// - Parameter target: positions × dimension, row-major.
  /// - Throws: `EmbeddingError` with code `row` when the batch has a row that the table lacks.
  /// - Complexity: O(positions × dimension).
  public func gather(_ batch: RowBatch, into target: inout MutableSpan<Float>, pool: WorkerPool)
    throws(EmbeddingError)
  {
    try check(batch)
    copy(SharedPointer(batch.rows.base), batch.count, &target, pool)
  }

  /// Copies the weights of the different rows of a batch, in ascending order.
  ///
  /// A graph then gathers by `RowBatch.withInverse`, and the gradients go to `update(_:uniqueGradients:)`. Worth it
  /// where few rows make up most positions, or where each transfer to a device counts.
  /// - Parameter target: unique rows × dimension, row-major.
  public func gatherUnique(_ batch: RowBatch, into target: inout MutableSpan<Float>, pool: WorkerPool)
    throws(EmbeddingError)
  {
    try check(batch)
    copy(SharedPointer(batch.unique.base), batch.uniqueCount, &target, pool)
  }

  /// Copies the weights of rows without sorting them, for scoring.
  ///
  /// - Parameters:
  ///   - rows: row numbers.
  ///   - target: rows × dimension, row-major.
  /// - Throws: `EmbeddingError` with code `row` for a row outside the table.
  public func gather(rows: Span<Int32>, into target: inout MutableSpan<Float>, pool: WorkerPool)
    throws(EmbeddingError)
  {
    let (count, limit) = (rows.count, self.rows)
    let place = rows.withUnsafeBufferPointer { rows -> Int? in
      let range = needletail_rows_range(rows.baseAddress, count)
      guard count > 0, range.least < 0 || Int(range.greatest) >= limit else { return nil }
      return rows.firstIndex { $0 < 0 || Int($0) >= limit }
    }
    if let place { throw rowError(Int(rows[place]), position: place) }
    rows.withUnsafeBufferPointer { rows in
      copy(SharedPointer(UnsafeMutableBufferPointer(mutating: rows)), count, &target, pool)
    }
  }

  private func copy(
    _ rows: SharedPointer<Int32>, _ count: Int, _ target: inout MutableSpan<Float>, _ pool: WorkerPool
  ) {
    let (table, dimension) = (kernelRows, dimension)
    precondition(
      target.count == count * dimension,
      "gather from table '\(name)': \(count) rows × \(dimension) into \(target.count) floats")
    target.withUnsafeMutableBufferPointer { target in
      let target = SharedPointer(target)
      let source = SharedPointer(table.records)
      let stride = table.stride
      pool.forEach(count: (count + Self.tile - 1) / Self.tile) { tile in
        let first = tile * Self.tile
        var table = needletail_embedding_rows(records: source.base, stride: stride, dimension: dimension)
        needletail_embedding_gather(
          &table, rows.base + first, min(Self.tile, count - first), target.base + first * dimension)
      }
    }
  }

  /// Refuses a batch that has a row outside the table.
  func check(_ batch: RowBatch) throws(EmbeddingError) {
    guard batch.range.upperBound > rows else { return }
    let rows = rows
    let place = (0..<batch.count).first { Int(batch.rows.base[$0]) >= rows } ?? 0
    throw rowError(Int(batch.rows.base[place]), position: place)
  }

  private func rowError(_ row: Int, position: Int) -> EmbeddingError {
    EmbeddingError(.row, table: name, "expected rows in 0..<\(rows), found \(row) at position \(position)")
  }
}
