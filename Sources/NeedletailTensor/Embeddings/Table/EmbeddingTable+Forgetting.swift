extension EmbeddingTable {
  /// Multiplies the sums of squared gradients of AdaGrad and FTRL, so that steps do not vanish on a stream that does not
  /// end; weights stay as they are. Other rules forget by themselves.
  ///
  /// FTRL's weights follow from its sums: where a weight is not 0, z becomes what gives it with the smaller n.
  /// - Throws: `EmbeddingError` when a mapped table cannot be written to.
  /// - Precondition: the factor is above 0 and at most 1.
  /// - Complexity: O(rows × dimension).
  public func decayAccumulators(by factor: Float) throws {
    precondition(factor > 0 && factor <= 1, "accumulators of '\(name)' times \(factor)")
    guard factor < 1 else { return }
    switch configuration.optimizer {
    case .sgd, .adam: return
    case .adaGrad:
      try mark()
      for plane in layout.planes.dropFirst() {
        for row in 0..<rows {
          let sums = storage.records + row * layout.stride + plane.offset
          for place in 0..<plane.width { sums[place] *= factor }
        }
      }
    case .ftrl(let rule):
      try mark()
      let d = dimension
      for row in 0..<rows {
        let record = storage.records + row * layout.stride
        for place in 0..<d {
          let (weight, sum) = (record[place], record[2 * d + place] * factor)
          record[2 * d + place] = sum
          guard weight != 0 else { continue }
          let slope = (rule.beta + sum.squareRoot()) / rule.learningRate + rule.l2
          record[d + place] = -(weight * slope + (weight < 0 ? -rule.l1 : rule.l1))
        }
      }
    }
  }

  /// Sets the weights of rows by those of other rows, trained elsewhere; the optimiser's state of these rows starts anew.
  ///
  /// - Parameters:
  ///   - weights: rows of another table × dimension, row-major.
  ///   - rows: for each row of this table the row of `weights` that it begins with; -1 leaves it as it is.
  /// - Throws: `EmbeddingError` when a mapped table cannot be written to.
  /// - Precondition: as many as there are rows; the other rows exist.
  public func begin(with weights: Span<Float>, rows sources: [Int32]) throws {
    precondition(sources.count == rows, "table '\(name)': \(sources.count) rows for \(rows)")
    try mark()
    for (row, source) in sources.enumerated() where source >= 0 && row != Self.paddingRow {
      let record = storage.records + row * layout.stride
      for place in 0..<dimension { record[place] = weights[Int(source) * dimension + place] }
      for place in dimension..<layout.stride { record[place] = 0 }
      startRecord(row)
    }
  }
}
