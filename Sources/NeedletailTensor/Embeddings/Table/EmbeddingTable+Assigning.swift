public import NeedletailMath

extension EmbeddingTable {
  /// Sets the weights of rows one after the other, to go on from what was trained elsewhere; the optimiser's state of
  /// the rows stays as it is.
  ///
  /// - Parameters:
  ///   - first: the first row, not that of padding.
  ///   - weights: rows × dimension, row-major.
  /// - Throws: `EmbeddingError` when a mapped table cannot be written to.
  /// - Precondition: the rows exist; the rule is not FTRL, whose weights follow from its state.
  public func assign(from first: Int, _ weights: Matrix) throws {
    precondition(
      first > Self.paddingRow && first + weights.rows <= rows && weights.columns == dimension,
      "table '\(name)' of \(rows) rows × \(dimension): weights of \(weights.rows) × \(weights.columns) from row \(first)"
    )
    if case .ftrl = configuration.optimizer { preconditionFailure("table '\(name)': weights of FTRL") }
    try mark()
    weights.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      for row in 0..<weights.rows {
        (storage.records + (first + row) * layout.stride)
          .update(from: source + row * dimension, count: dimension)
      }
    }
  }
}
