package import NeedletailCore
package import NeedletailMath

/// What a model of ratings learns, while it learns: biases and vectors.
package struct RatingFactors: Sendable {
  /// The length of the vectors.
  package let dimension: Int
  /// μ, the mean of all ratings; 0 in a model without biases.
  package let mean: Float
  /// b_u.
  package var userBiases: SharedBuffer<Float>
  /// b_i.
  package var itemBiases: SharedBuffer<Float>
  /// p_u: users × the dimension rounded up to 16.
  package var users: Matrix
  /// q_i: items × the dimension rounded up to 16.
  package var items: Matrix
  /// y_j of SVD++: items × the dimension rounded up to 16.
  package var implicit: Matrix?

  /// The distance between two rows.
  package var stride: Int { items.columns }

  /// Users at zero, items drawn from one random stream a row, biases at zero.
  ///
  /// A user without ratings stays at zero, which is what an unknown one has.
  package init(
    _ matrix: CSRMatrix, dimension: Int, initialScale: Double, isBiased: Bool, hasImplicit: Bool,
    options: TrainingOptions
  ) throws {
    self.dimension = dimension
    let stride = (dimension + 15) / 16 * 16
    mean = isBiased ? Self.mean(matrix) : 0
    userBiases = SharedBuffer(zeros: matrix.rows)
    itemBiases = SharedBuffer(zeros: matrix.columns)
    users = Matrix(rows: matrix.rows, columns: stride)
    items = try RandomFactors.normal(
      rows: matrix.columns, dimension: dimension, deviation: initialScale, purpose: 0x3F01, options: options)
    implicit =
      hasImplicit
      ? try RandomFactors.normal(
        rows: matrix.columns, dimension: dimension, deviation: initialScale, purpose: 0x3F02,
        options: options) : nil
  }

  /// The mean of all values, summed in order in doubles.
  package static func mean(_ matrix: CSRMatrix) -> Float {
    guard let values = matrix.values, values.count > 0 else { return 1 }
    return Float(values.withUnsafeBufferPointer { $0.reduce(0.0) { $0 + Double($1) } } / Double(values.count))
  }

  /// The least and the greatest value.
  static func range(_ matrix: CSRMatrix) -> ClosedRange<Float> {
    guard let values = matrix.values, values.count > 0 else { return 1...1 }
    return values.withUnsafeBufferPointer { values in
      values.reduce(values[0]...values[0]) { min($0.lowerBound, $1)...max($0.upperBound, $1) }
    }
  }

  /// Refuses data that cannot be learnt from.
  static func check(_ matrix: CSRMatrix, _ name: String) throws {
    guard matrix.count > 0 else {
      throw TrainingError("\(name) needs ratings; the training data have none")
    }
    let odd = matrix.values?.withUnsafeBufferPointer { $0.first { !$0.isFinite } }
    if let odd { throw TrainingError("\(name) needs ratings that are finite; found \(odd)") }
  }
}
