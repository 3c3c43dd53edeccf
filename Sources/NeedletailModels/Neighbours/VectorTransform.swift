import Glibc
import NeedletailCore
import NeedletailMath

/// What happens to the entries of vectors before they are compared: weighting, scaling of coordinates, centring,
/// in this order.
///
/// It is learnt from all vectors and then applies to any, so that a stranger's history is treated like those of
/// training users.
struct VectorTransform: Sendable {
  private let options: NeighbourOptions
  private var inverseFrequency: [Float]?
  private var averageLength: Float = 1
  private var scale: [Float]?
  private var mean: [Float]?

  /// Learns from vectors × coordinates.
  ///
  /// - Throws: `TrainingError` when negative weights are to be weighted.
  init(_ vectors: CSRMatrix, _ options: NeighbourOptions) throws {
    self.options = options
    guard !options.comparesSets else { return }
    if options.weighting != .none {
      if vectors.values?.withUnsafeBufferPointer({ $0.contains { $0 < 0 } }) ?? false {
        throw TrainingError(
          "weighting=\(options.weighting.rawValue) needs weights that are not negative; use weighting=none")
      }
      var frequency = [Double](repeating: 0, count: vectors.columns)
      forEach(vectors) { column, _ in frequency[column] += 1 }
      inverseFrequency = frequency.map { Float(log(Double(vectors.rows) / (1 + $0))) }
      var sum = 0.0
      for entry in 0..<vectors.count { sum += Double(vectors.value(at: entry)) }
      averageLength = Float(sum / Double(max(vectors.rows, 1)))
    }
    if options.normaliseUsers {
      var squares = [Double](repeating: 0, count: vectors.columns)
      forEach(vectors) { squares[$0] += Double($1) * Double($1) }
      scale = squares.map { $0 > 0 ? Float(1 / $0.squareRoot()) : 0 }
    }
    if options.similarity == .adjustedCosine {
      var sums = [Double](repeating: 0, count: vectors.columns)
      var counts = sums
      forEach(vectors) {
        sums[$0] += Double($1)
        counts[$0] += 1
      }
      mean = zip(sums, counts).map { $1 > 0 ? Float($0 / $1) : 0 }
    }
  }

  /// Whether vectors stay as they are.
  var isIdentity: Bool {
    options.weighting == .none && scale == nil && mean == nil && options.similarity != .pearson
  }

  /// The entries of one vector, given its coordinates and raw weights.
  func apply(_ columns: some Collection<Int32>, _ weights: [Float]) -> [Float] {
    guard !options.comparesSets else { return [Float](repeating: 1, count: weights.count) }
    var result = weights
    if let inverseFrequency { weigh(columns, inverseFrequency, &result) }
    for (place, column) in columns.enumerated() {
      if let scale { result[place] *= scale[Int(column)] }
      if let mean { result[place] -= mean[Int(column)] }
    }
    if options.similarity == .pearson, !result.isEmpty {
      let mean = Float(result.reduce(0.0) { $0 + Double($1) } / Double(result.count))
      for place in result.indices { result[place] -= mean }
    }
    return result
  }

  private func weigh(
    _ columns: some Collection<Int32>, _ inverseFrequency: [Float], _ weights: inout [Float]
  ) {
    let length = weights.reduce(0) { $0 + max($1, 0) }
    let saturation: Float = 1.2 * (1 - 0.75 + 0.75 * length / averageLength)
    for (place, column) in columns.enumerated() {
      // A stranger's negative weight counts as none, as training refuses them.
      let x = max(weights[place], 0)
      let term = options.weighting == .tfidf ? x.squareRoot() : x == 0 ? 0 : x * 2.2 / (x + saturation)
      weights[place] = term * inverseFrequency[Int(column)]
    }
  }

  private func forEach(_ vectors: CSRMatrix, _ body: (_ column: Int, _ value: Float) -> Void) {
    for row in 0..<vectors.rows {
      let columns = vectors.range(ofRow: row).map { vectors.columnIndices[$0] }
      let values = apply(columns, vectors.range(ofRow: row).map { vectors.value(at: $0) })
      for (column, value) in zip(columns, values) { body(Int(column), value) }
    }
  }

  /// All vectors, transformed.
  func callAsFunction(_ vectors: CSRMatrix) -> CSRMatrix {
    var values: SharedBuffer<Float>?
    if options.comparesSets {
      values = nil
    } else if isIdentity {
      values = vectors.values
    } else {
      values = SharedBuffer(count: vectors.count) { target in
        var place = 0
        forEach(vectors) { _, value in
          target[place] = value
          place += 1
        }
      }
    }
    return CSRMatrix(
      rows: vectors.rows, columns: vectors.columns, rowOffsets: vectors.rowOffsets,
      columnIndices: vectors.columnIndices, values: values)
  }
}
