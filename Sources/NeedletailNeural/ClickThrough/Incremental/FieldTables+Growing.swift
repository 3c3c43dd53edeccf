import NeedletailMath
import NeedletailTensor

extension FieldTables {
  private init(
    like other: FieldTables, weights: EmbeddingTable?, crosses: EmbeddingTable?, vectors: EmbeddingTable?
  ) {
    self.init(
      weights: weights, crosses: crosses, vectors: vectors, pool: other.pool, sumsLosses: other.sumsLosses)
  }

  /// Tables of a space that another grew to; rows that it knew keep their bits and their optimiser's state.
  ///
  /// - Parameters:
  ///   - rows: for each row of the new space the row that it had, -1 for a new one.
  ///   - unseen: for each row of the new space the row of unseen values of its field, which new vectors begin as.
  ///   - deviation: of what new vectors differ by; new weights are copies.
  /// - Throws: `EmbeddingError` where the system does not give the memory.
  func moved(to rows: [Int32], unseen: [Int32], deviation: Double) throws -> FieldTables {
    let origins = zip(rows, unseen).filter { $0.0 < 0 }.map(\.1)
    func moved(_ table: EmbeddingTable?, _ deviation: Double) throws -> EmbeddingTable? {
      guard let table else { return nil }
      let before = table.rows
      try table.grow(
        to: before + origins.count,
        .siblings({ [origins[$0 - before]] }, deviation: Float(deviation), otherwise: 1), pool: pool)
      var next = Int32(before)
      let order = rows.map { row -> Int32 in
        guard row < 0 else { return row }
        next += 1
        return next - 1
      }
      return try EmbeddingTable(keeping: order, of: table, pool: pool)
    }
    return FieldTables(
      like: self, weights: try moved(weights, 0), crosses: crosses, vectors: try moved(vectors, deviation))
  }

  /// Lets sums of squared gradients count less, or forgets all that the optimiser knows.
  func decayAccumulators(by factor: Double) throws {
    for table in [weights, crosses, vectors] { try table?.decayAccumulators(by: Float(factor)) }
  }

  /// The same weights with an optimiser that has done nothing yet.
  func withoutMemory() throws -> FieldTables {
    func fresh(_ table: EmbeddingTable?) throws -> EmbeddingTable? {
      guard let table else { return nil }
      var weights = [Float](repeating: 0, count: table.rows * table.dimension)
      var span = weights.mutableSpan
      let rows = (0..<Int32(table.rows)).map { $0 }
      try table.gather(rows: rows.span, into: &span, pool: pool)
      let fresh = try EmbeddingTable(table.configuration, rows: table.rows, pool: pool)
      try fresh.begin(with: weights.span, rows: rows)
      return fresh
    }
    return FieldTables(
      like: self, weights: try fresh(weights), crosses: try fresh(crosses), vectors: try fresh(vectors))
  }
}
