import NeedletailCore
package import NeedletailData
package import NeedletailMath

/// All numbers of a click-through model over fields, on the host.
package struct FieldParameters: Sendable {
  /// Rows of tables, as models are asked.
  package struct Tables: Sendable {
    /// The weight of each row of the space; nil for a model without weights.
    package var weights: SharedBuffer<Float>?
    /// The weight of each cross.
    package var crosses: SharedBuffer<Float>?
    /// The vector of each row: rows × dimension.
    package var vectors: SharedBuffer<Float>?
  }

  package let layout: FieldLayout
  package let terms: ShallowTerms
  package let network: FieldNetwork.Design
  package let tables: Tables
  /// One number a logit.
  package let bias: SharedBuffer<Float>
  package let pairs: PairTerm?
  package let towers: [DenseStack]
  package let numeric: [DenseStack]

  /// All of a model's numbers.
  package init(
    layout: FieldLayout, terms: ShallowTerms, network: FieldNetwork.Design, tables: Tables,
    bias: SharedBuffer<Float>, pairs: PairTerm?, towers: [DenseStack], numeric: [DenseStack]
  ) {
    self.layout = layout
    self.terms = terms
    self.network = network
    self.tables = tables
    self.bias = bias
    self.pairs = pairs
    self.towers = towers
    self.numeric = numeric
  }

  /// Examples whose sums are in memory at a time.
  static let block = 256

  /// ln(p / (1 − p)) of each example, from the one logit of a model of clicks; 0 where sums of extreme numbers have none.
  package func logOdds(of examples: ExampleTable) -> [Float] {
    var odds: [Float] = []
    odds.reserveCapacity(examples.count)
    for start in stride(from: 0, to: examples.count, by: Self.block) {
      odds += logOdds(examples, start..<min(start + Self.block, examples.count))
    }
    return odds.map(Self.finite)
  }

  /// A logit that can be computed with.
  static func finite(_ logit: Float) -> Float {
    logit.isNaN ? 0 : min(max(logit, -Float.greatestFiniteMagnitude), Float.greatestFiniteMagnitude)
  }

  private func logOdds(_ examples: ExampleTable, _ range: Range<Int>) -> [Float] {
    let entries = FieldEntries(examples, range, layout)
    let (gathered, sums) = (gathered(entries), ShallowTerms.Sums())
    terms.sum(entries, gathered, into: sums, pool: WorkerPool(threads: 1))
    var odds = sums.base.memory.map { $0 + bias[0] }
    guard network.readsVectors else { return odds }
    let vectors = terms.fieldVectors(entries, gathered, sums).memory
    let x = filled(
      Matrix(
        rows: range.count, columns: network.fields * network.dimension, elements: SharedBuffer(vectors)),
      entries)
    pairs?.add(x, to: &odds)
    for tower in towers {
      let outputs = tower.apply(x)
      for row in odds.indices { odds[row] += outputs[row, 0] }
    }
    return odds
  }

  /// The rows of a batch.
  func gathered(_ entries: FieldEntries) -> ShallowTerms.Gathered {
    func gather(_ table: SharedBuffer<Float>?, _ rows: [Int32], width: Int) -> HostNumbers {
      guard let table else { return HostNumbers() }
      let numbers = HostNumbers(count: rows.count * width)
      let target = numbers.memory
      table.withUnsafeBufferPointer { source in
        for (place, row) in rows.enumerated() {
          for column in 0..<width { target[place * width + column] = source[Int(row) * width + column] }
        }
      }
      return numbers
    }
    return .init(
      weights: gather(tables.weights, entries.rows, width: 1),
      crosses: gather(tables.crosses, entries.crossRows, width: 1),
      vectors: gather(tables.vectors, entries.rows, width: terms.dimension))
  }

  /// The vectors with those of known numbers put in.
  func filled(_ vectors: Matrix, _ entries: FieldEntries) -> Matrix {
    guard let fields = network.numeric?.fields, !fields.isEmpty else { return vectors }
    let (k, width) = (network.dimension, fields.count)
    var vectors = vectors
    for (place, field) in fields.enumerated() {
      let numbers = (0..<entries.count).map { entries.numbers[$0 * width + place] }
      let made = numeric[place].apply(
        Matrix(rows: entries.count, columns: 1, elements: SharedBuffer(numbers)))
      let columns = vectors.columns
      vectors.withUnsafeMutableBufferPointer { target in
        for row in 0..<entries.count where entries.isKnown[row * width + place] == 1 {
          for column in 0..<k { target[row * columns + field * k + column] = made[row, column] }
        }
      }
    }
    return vectors
  }
}
