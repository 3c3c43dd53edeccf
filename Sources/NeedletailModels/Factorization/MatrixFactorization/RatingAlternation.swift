import CKernels
package import NeedletailCore
package import NeedletailMath

/// Alternating least squares on ratings: every user's bias and vector to their minimum, then every item's.
///
/// Rows hold 1, a vector and a bias, so that the other side's bias and vector are the solution of one ridge
/// regression (Zhou and others, Large-scale parallel collaborative filtering for the Netflix prize, AAIM 2008).
package struct RatingAlternation: Sendable {
  private let foldIn: RatingFoldIn
  private let isBiased: Bool
  private let matrix: CSRMatrix
  private let transposed: CSRMatrix
  private let options: TrainingOptions
  /// μ.
  let mean: Float
  /// Users × width: 1, p_u, b_u.
  package private(set) var users: Matrix
  /// Items × width: 1, q_i, b_i.
  package private(set) var items: Matrix

  /// The start: biases of ten sweeps, items at random.
  ///
  /// - Parameters:
  ///   - isWeighted: whether λ counts a rating (ALS-WR), rather than a row.
  package init(
    _ matrix: CSRMatrix, dimension: Int, l2: Double, isWeighted: Bool, isBiased: Bool, initialScale: Double,
    options: TrainingOptions
  ) throws {
    foldIn = RatingFoldIn(
      dimension: dimension, perRating: isWeighted ? l2 : 0, constant: isWeighted ? 0 : l2)
    self.isBiased = isBiased
    self.matrix = matrix
    self.options = options
    transposed = matrix.transposed()
    let biases = BiasSweeps(matrix, sweeps: isBiased ? 10 : 0)
    mean = isBiased ? Float(biases.mean) : 0
    let drawn = try RandomFactors.normal(
      rows: matrix.columns, dimension: dimension, deviation: initialScale, purpose: 0x3F04, options: options)
    var start = Matrix(rows: matrix.columns, columns: RatingModel.width(dimension))
    start.withUnsafeMutableBufferPointer { target in
      drawn.withUnsafeBufferPointer { drawn in
        for item in 0..<matrix.columns {
          let row = item * (target.count / max(matrix.columns, 1))
          target[row] = isBiased ? 1 : 0
          for k in 0..<dimension { target[row + 1 + k] = drawn[item * (drawn.count / matrix.columns) + k] }
          target[row + 1 + dimension] = isBiased ? Float(biases.items[item]) : 0
        }
      }
    }
    items = start
    users = Matrix(rows: matrix.rows, columns: start.columns)
  }

  /// Every user to its minimum.
  package mutating func solveUsers() throws {
    users = try solved(matrix, fixed: items)
  }

  /// Every item to its minimum.
  package mutating func solveItems() throws {
    items = try solved(transposed, fixed: users)
  }

  private func solved(_ history: CSRMatrix, fixed: Matrix) throws -> Matrix {
    let (dimension, mean, isBiased) = (foldIn.dimension, self.mean, self.isBiased)
    let targets = SharedBuffer<Float>(count: history.count) { targets in
      let targets = SharedPointer(targets)
      options.pool.forEach(count: (history.count + 65535) / 65536) { chunk in
        fixed.withUnsafeBufferPointer { fixed in
          for entry in chunk * 65536..<min((chunk + 1) * 65536, history.count) {
            let other = Int(history.columnIndices[entry])
            targets[entry] =
              history.value(at: entry) - mean - fixed[other * self.items.columns + 1 + dimension]
          }
        }
      }
    }
    var rows = try foldIn.solve(
      history, targets: targets, fixed: fixed, pool: options.pool, cancellation: options.cancellation)
    guard rows.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw TrainingError("the vectors are not finite: raise l2 or scale the values down")
    }
    rows.withUnsafeMutableBufferPointer { elements in
      for row in 0..<history.rows {
        let start = row * self.items.columns
        elements[start + 1 + dimension] = elements[start]
        elements[start] = isBiased ? 1 : 0
      }
    }
    return rows
  }

  /// The root of the mean squared error on the training ratings.
  package func error() -> Double {
    var partial = SharedBuffer<Double>(zeros: (matrix.rows + 255) / 256)
    partial.withUnsafeMutableBufferPointer { partial in
      let partial = SharedPointer(partial)
      options.pool.forEach(count: (matrix.rows + 255) / 256) { chunk in
        for user in chunk * 256..<min((chunk + 1) * 256, matrix.rows) {
          let p = users.row(user)
          for entry in matrix.range(ofRow: user) {
            let q = items.row(Int(matrix.columnIndices[entry]))
            var sum = mean + p[1 + foldIn.dimension] + q[1 + foldIn.dimension]
            for k in 1..<1 + foldIn.dimension { sum += p[k] * q[k] }
            let error = Double(matrix.value(at: entry) - sum)
            partial[chunk] += error * error
          }
        }
      }
    }
    return (partial.array.reduce(0, +) / Double(max(matrix.count, 1))).squareRoot()
  }

  /// The model as it stands, its users solved once more, so that known users' rows are what folding in gives.
  func model(_ algorithm: any Algorithm, data: TrainingData) throws -> RatingModel {
    var users = try solved(matrix, fixed: items)
    let (dimension, mean, width) = (foldIn.dimension, self.mean, items.columns)
    users.withUnsafeMutableBufferPointer { elements in
      for user in 0..<matrix.rows {
        let start = user * width
        elements[start] = mean + elements[start + 1 + dimension]
        elements[start + 1 + dimension] = 1
      }
    }
    return RatingModel(
      algorithm, foldIn: foldIn, mean: mean, range: RatingFactors.range(matrix), users: users, items: items,
      implicit: nil, fingerprints: data.profileFingerprints(options.pool))
  }
}
