package import NeedletailCore
package import NeedletailMath

/// What BPR learns, while it learns.
package struct PairFactors: Sendable {
  /// w_u: users × the dimension rounded up to 16.
  package var users: Matrix
  /// h_i: items × the dimension rounded up to 16.
  package var items: Matrix
  /// b_i.
  package var itemBiases: SharedBuffer<Float>

  /// Users at zero, items drawn from one random stream a row, biases at zero.
  package init(_ matrix: CSRMatrix, dimension: Int, initialScale: Double, options: TrainingOptions) throws {
    items = try RandomFactors.normal(
      rows: matrix.columns, dimension: dimension, deviation: initialScale, purpose: 0xB901, options: options)
    users = Matrix(rows: matrix.rows, columns: items.columns)
    itemBiases = SharedBuffer(zeros: matrix.columns)
  }
}
