public import NeedletailMath

extension EmbeddingTable {
  /// A new table of some rows of another, with their state; the other stays as it is.
  ///
  /// - Parameters:
  ///   - rows: for each new row the old one, row 0 first: what `EmbeddingVocabulary.compacted()` says.
  ///   - table: the table they are taken from.
  ///   - storage: where the new table lives.
  ///   - pool: the threads.
  /// - Throws: `EmbeddingError` for a row outside the table, a first row that is not padding, or missing space.
  public convenience init(
    keeping rows: [Int32], of table: EmbeddingTable, storage: Storage = .resident, pool: WorkerPool
  ) throws {
    guard rows.first == Int32(Self.paddingRow), rows.allSatisfy({ $0 >= 0 && Int($0) < table.rows }) else {
      throw EmbeddingError(
        .row, table: table.name, "expected rows in 0..<\(table.rows) to keep, row \(Self.paddingRow) first")
    }
    try self.init(blank: table.configuration, rows: rows.count, step: table.step, storage: storage)
    let (source, target) = (SharedPointer(table.storage.records), SharedPointer(self.storage.records))
    let stride = layout.stride
    pool.forEach(count: (rows.count + Self.tile - 1) / Self.tile) { tile in
      for row in tile * Self.tile..<min(rows.count, (tile + 1) * Self.tile) {
        (target.base + row * stride).update(from: source.base + Int(rows[row]) * stride, count: stride)
      }
    }
  }
}
