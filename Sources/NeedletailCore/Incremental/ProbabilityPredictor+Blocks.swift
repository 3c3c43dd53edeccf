public import NeedletailData
public import NeedletailMath

extension ProbabilityPredictor {
  /// The log-odds of many examples, block by block over threads: the bits of a figure do not depend on its block.
  ///
  /// - Throws: `CancelledError`, and what the model throws.
  public func logOdds(
    of table: ExampleTable, pool: WorkerPool, cancellation: Cancellation? = nil
  ) throws -> [Float] {
    let size = 8192
    var odds = [Float](repeating: 0, count: table.count)
    try odds.withUnsafeMutableBufferPointer { odds in
      let odds = SharedPointer(odds)
      try pool.forEach(count: (table.count + size - 1) / size, cancellation: cancellation) { block in
        let range = block * size..<min((block + 1) * size, table.count)
        for (place, value) in zip(range, try logOdds(of: table.selecting(range))) { odds[place] = value }
      }
    }
    return odds
  }
}
