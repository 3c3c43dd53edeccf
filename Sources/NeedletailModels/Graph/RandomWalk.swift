import Glibc
import NeedletailCore
import NeedletailMath

/// The three steps of a walk from an item over one of its users to one of that user's items, as weights between
/// items.
///
/// W_ij = deg_i^−α · deg_j^−β · Σ over users u of both (x_uj / Σ_k x_uk)^α, without its diagonal. The first step
/// chooses among the users of an item evenly, the second among the items of a user by weight.
struct RandomWalk: Sendable {
  /// Where weak links are cut.
  enum Selection: String, Sendable, Hashable, CaseIterable {
    /// Each item keeps its strongest links to others.
    case rows
    /// Each item keeps the strongest links that lead to it.
    case columns
    /// Rows first, then columns of what is left.
    case both
  }

  /// Exponent of both probabilities.
  var alpha: Double
  /// Exponent of the penalty for popular targets.
  var beta: Double
  /// How many links are kept.
  var neighbours: Int
  /// Whether the links of an item are scaled to the sum one.
  var normalise: Bool
  /// Where they are kept.
  var selection: Selection

  /// The bytes that fitting needs: the links while they are put together, the probabilities, the data by item.
  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let kept = 16 * shape.items * min(neighbours, shape.items)
    return MemoryEstimate([
      .init("links between items", bytes: selection == .rows ? kept : 2 * kept),
      .init("probabilities and data by item", bytes: 16 * shape.interactions),
      .init("working memory", bytes: NeighbourScratch.bytes(shape.items) * threads + 16 * shape.items),
    ])
  }

  /// In words what `memoryEstimate` computes.
  static let memoryFormula =
    "16·n·min(K, n) + 16·z + 16·n + 16·n·threads bytes for n items, K neighbours, z user-item pairs; twice the "
    + "first term unless selection=rows"

  /// W of weights users × items.
  ///
  /// - Throws: `CancelledError`; `TrainingError` when a weight is negative or not finite.
  /// - Complexity: O(Σ m²) for histories of m items.
  func links(_ matrix: CSRMatrix, name: String, options run: TrainingOptions) throws -> CSRMatrix {
    let steps = try probabilities(matrix, name: name)
    let users = steps.transposed()
    let departures = (0..<users.rows).map { degreePower(users.count(ofRow: $0), alpha) }
    let arrivals = (0..<users.rows).map { degreePower(users.count(ofRow: $0), beta) }
    let isByColumn = selection == .columns
    // By column the roles change: who leads to j, over the users of j by their probability of j.
    let network = isByColumn ? Self.presence(matrix) : steps
    let found = try NeighbourRows.collect(users.rows, limit: neighbours, options: run) {
      NeighbourScratch(width: users.rows)
    } find: { item, scratch in
      let range = users.range(ofRow: item)
      users.columnIndices.withUnsafeBufferPointer { columns in
        let own = UnsafeBufferPointer(rebasing: columns[range])
        guard isByColumn, let values = users.values else {
          return scratch.add(network, rows: own, weights: nil)
        }
        values.withUnsafeBufferPointer {
          scratch.add(network, rows: own, weights: UnsafeBufferPointer(rebasing: $0[range]))
        }
      }
      scratch.take(without: Int32(item))
      for place in 0..<scratch.count {
        let other = Int(scratch.columns[place])
        let (from, to) = isByColumn ? (other, item) : (item, other)
        scratch.values[place] *= departures[from] * arrivals[to]
      }
      return scratch
    }
    switch selection {
    case .rows: return normalise ? Self.normalised(found) : found
    case .columns:
      let links = found.transposed()
      return normalise ? Self.normalised(links) : links
    case .both:
      let columns = (normalise ? Self.normalised(found) : found).transposed()
      return try strongest(columns, options: run).transposed()
    }
  }

  /// (x_ui / Σ_k x_uk)^α of each entry.
  private func probabilities(_ matrix: CSRMatrix, name: String) throws -> CSRMatrix {
    if let values = matrix.values {
      guard values.withUnsafeBufferPointer({ $0.allSatisfy { $0 >= 0 && $0.isFinite } }) else {
        throw TrainingError(
          "\(name): probabilities need weights that are finite and not negative; use weight=binary")
      }
    }
    let values = SharedBuffer<Float>(count: matrix.count) { target in
      for row in 0..<matrix.rows {
        let range = matrix.range(ofRow: row)
        let sum = range.reduce(0.0) { $0 + Double(matrix.value(at: $1)) }
        for entry in range {
          let weight = Double(matrix.value(at: entry))
          target[entry] = weight > 0 ? Float(pow(weight / sum, alpha)) : 0
        }
      }
    }
    return CSRMatrix(
      rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
      columnIndices: matrix.columnIndices, values: values)
  }

  private func degreePower(_ degree: Int, _ exponent: Double) -> Float {
    degree == 0 ? 0 : Float(pow(Double(degree), -exponent))
  }

  private static func presence(_ matrix: CSRMatrix) -> CSRMatrix {
    CSRMatrix(
      rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
      columnIndices: matrix.columnIndices, values: nil)
  }

  /// The largest entries of each row.
  private func strongest(_ matrix: CSRMatrix, options run: TrainingOptions) throws -> CSRMatrix {
    var run = run
    run.progress = nil
    return try NeighbourRows.collect(matrix.rows, limit: neighbours, options: run) {
      NeighbourScratch(width: matrix.columns)
    } find: { row, scratch in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1) {
        $0[0] = Int32(row)
        scratch.add(matrix, rows: UnsafeBufferPointer($0), weights: nil)
      }
      scratch.take()
      return scratch
    }
  }

  /// Every row divided by its sum.
  private static func normalised(_ matrix: CSRMatrix) -> CSRMatrix {
    let values = SharedBuffer<Float>(count: matrix.count) { target in
      for row in 0..<matrix.rows {
        let range = matrix.range(ofRow: row)
        let sum = range.reduce(0.0) { $0 + Double(matrix.value(at: $1)) }
        for entry in range { target[entry] = sum > 0 ? Float(Double(matrix.value(at: entry)) / sum) : 0 }
      }
    }
    return CSRMatrix(
      rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
      columnIndices: matrix.columnIndices, values: values)
  }
}

extension RandomWalk {
  /// The declarations that `p3alpha` and `rp3beta` share.
  static let declarations = [
    Hyperparameter(
      "alpha", .number(default: 1, 0...10), search: .numbers(0...2), "exponent of the walk's probabilities"),
    Hyperparameter(
      "neighbours", .integer(default: 100, 1...10_000_000),
      aliases: ["neighbors", "k", "K", "topK", "max_nbrs"], search: .logarithmicIntegers(5...1000),
      "how many links an item keeps"),
    Hyperparameter(
      "normalise", .flag(default: false), aliases: ["normalize", "normalize_similarity"],
      search: .values([.flag(false), .flag(true)]), "scales the links of each item to the sum one"),
    Hyperparameter(
      "selection", .choice(default: Selection.rows.rawValue, Selection.allCases.map(\.rawValue)),
      "whether an item keeps the strongest links to others (rows), those that lead to it (columns), or both"),
  ]

  /// From checked hyper-parameters.
  init(_ values: HyperparameterValues, beta: Double) {
    self.init(
      alpha: values.number("alpha"), beta: beta, neighbours: values.integer("neighbours"),
      normalise: values.flag("normalise"),
      selection: Selection(rawValue: values.choice("selection")) ?? .rows)
  }

  /// The values of `declarations`.
  var values: [String: HyperparameterValue] {
    [
      "alpha": .number(alpha), "neighbours": .integer(neighbours), "normalise": .flag(normalise),
      "selection": .choice(selection.rawValue),
    ]
  }
}

extension RandomWalk: Hashable {}
