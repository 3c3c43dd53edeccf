public import NeedletailMath

extension EmbeddingTable {
  /// What the weights of appended rows are; their optimiser starts anew.
  public enum NewRows: Sendable {
    /// Drawn by the table's `initialization`, as if they had been there from the start.
    case drawn
    /// Those of a row, of missing ids for example, which was trained to stand for the unknown.
    case copies(of: Int)
    /// For each new row the mean of its siblings, rows that share a coarse attribute with it, plus normal numbers
    /// with a standard deviation. A row without siblings is a copy of `otherwise`.
    case siblings(@Sendable (Int) -> [Int32], deviation: Float = 0.01, otherwise: Int)
  }

  /// Appends rows up to a number of rows in all; existing rows keep their bits.
  ///
  /// - Parameters:
  ///   - rows: how many rows there are afterwards, at least as many as now.
  ///   - new: what they are; rows that it names exist already.
  ///   - pool: the threads; the result does not depend on their number, nor on how many rows are appended at once.
  /// - Throws: `EmbeddingError` for too many rows, for named rows that do not exist, and where the system does not
  ///   give the space. The table is then as it was.
  public func grow(to rows: Int, _ new: NewRows = .drawn, pool: WorkerPool) throws {
    precondition(rows >= self.rows, "table '\(name)': \(self.rows) rows cannot become \(rows)")
    guard rows > self.rows else { return }
    try configuration.check(rows: rows)
    try check(new, for: self.rows..<rows)
    try mark()
    try storage.grow(bytes: configuration.optimizer.bytes(rows: rows, dimension: dimension))
    initialize(self.rows..<rows, from: new, pool: pool)
    self.rows = rows
  }

  private func check(_ new: NewRows, for rows: Range<Int>) throws(EmbeddingError) {
    func check(_ row: Int) throws(EmbeddingError) {
      guard row >= 0, row < self.rows else {
        throw EmbeddingError(.row, table: name, "expected rows in 0..<\(self.rows) to copy, found \(row)")
      }
    }
    switch new {
    case .drawn: break
    case .copies(let row): try check(row)
    case .siblings(let siblings, let deviation, let otherwise):
      if let fault = RowOptimizer.notNegative("deviation", deviation) {
        throw EmbeddingError(.configuration, table: name, fault)
      }
      try check(otherwise)
      for row in rows { for sibling in siblings(row) { try check(Int(sibling)) } }
    }
  }

  /// Writes the weights of rows whose records are zeros, and their first state.
  func initialize(_ rows: Range<Int>, from new: NewRows, pool: WorkerPool) {
    let length = max(16, (1 << 14) / layout.stride)
    let writer = RowWriter(self)
    pool.forEach(count: (rows.count + length - 1) / length) { tile in
      let first = rows.lowerBound + tile * length
      for row in first..<min(rows.upperBound, first + length) { writer.write(row, new) }
    }
  }

  /// The first state of a row whose weights are written.
  func startRecord(_ row: Int) { RowWriter(self).start(row) }
}

/// Writes single rows of a table; the tasks of a loop write different ones.
private struct RowWriter: Sendable {
  let records: SharedPointer<Float>
  let layout: RecordLayout
  let configuration: EmbeddingTable.Configuration

  init(_ table: EmbeddingTable) {
    records = SharedPointer(table.storage.records)
    layout = table.layout
    configuration = table.configuration
  }

  func write(_ row: Int, _ new: EmbeddingTable.NewRows) {
    let target = weights(of: row)
    switch new {
    case .drawn: configuration.initialization.add(to: target, row: row, seed: configuration.seed)
    case .copies(let source):
      target.baseAddress?.update(from: weights(of: source).baseAddress!, count: target.count)
    case .siblings(let siblings, let deviation, let otherwise):
      let siblings = siblings(row)
      let sources = siblings.isEmpty ? [Int32(otherwise)] : siblings
      for place in target.indices {
        // In double precision, so that the mean of equal rows is that row.
        let sum = sources.reduce(0) { $0 + Double(weights(of: Int($1))[place]) }
        target[place] = Float(sum / Double(sources.count))
      }
      if !siblings.isEmpty, deviation > 0 {
        RowInitialization.normal(deviation: deviation).add(to: target, row: row, seed: configuration.seed)
      }
    }
    start(row)
  }

  /// Writes what the optimiser of a new row starts from.
  func start(_ row: Int) {
    let record = records.base + row * layout.stride
    switch configuration.optimizer {
    case .sgd, .adam: break
    case .adaGrad(let rule):
      for plane in layout.planes.dropFirst() {
        (record + plane.offset).update(repeating: rule.initialAccumulator, count: plane.width)
      }
    case .ftrl(let rule):
      let slope = (rule.beta + rule.initialAccumulator.squareRoot()) / rule.learningRate + rule.l2
      for place in 0..<layout.dimension {
        let weight = record[place]
        record[layout.dimension + place] =
          weight == 0 ? 0 : -(weight * slope + (weight < 0 ? -rule.l1 : rule.l1))
        record[2 * layout.dimension + place] = rule.initialAccumulator
      }
    }
  }

  private func weights(of row: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: records.base + row * layout.stride, count: layout.dimension)
  }
}
