import NeedletailCore
import NeedletailData
import NeedletailMath

extension RatingModel {
  /// A model from what was learnt.
  ///
  /// - Parameter solvesUsers: whether every user gets the row that folding its history in gives.
  init(
    _ algorithm: any Algorithm, foldIn: RatingFoldIn, factors: RatingFactors, isBiased: Bool,
    solvesUsers: Bool, data: TrainingData, options: TrainingOptions
  ) throws {
    let width = Self.width(factors.dimension)
    let (dimension, mean) = (factors.dimension, factors.mean)
    var users = try factors.users.placed(in: width, first: 1, dimension: dimension, options) { user in
      (mean + factors.userBiases[user], 1)
    }
    let items = try factors.items.placed(in: width, first: 1, dimension: dimension, options) { item in
      (isBiased ? 1 : 0, factors.itemBiases[item])
    }
    if let implicit = factors.implicit {
      try users.addImplicit(implicit, dimension: dimension, history: data.matrix, options)
    }
    self.init(
      algorithm, foldIn: foldIn, mean: mean, range: RatingFactors.range(data.matrix), users: users,
      items: items, implicit: factors.implicit, fingerprints: data.profileFingerprints(options.pool))
    if solvesUsers {
      self.users = try solvedUsers(of: data, options)
    }
  }

  /// The rows of all training users by folding in.
  private func solvedUsers(of data: TrainingData, _ options: TrainingOptions) throws -> Matrix {
    var rows = users
    let (count, width) = (rows.rows, rows.columns)
    try rows.withUnsafeMutableBufferPointer { target in
      let target = SharedPointer(target)
      try options.pool.forEach(rows: count, chunk: 16, cancellation: options.cancellation) { range in
        let solved = vectors(of: range.map { Query(profile: data.profile(of: UserRow($0))) })
        solved.withUnsafeBufferPointer { solved in
          for index in solved.indices { target[range.lowerBound * width + index] = solved[index] }
        }
      }
    }
    return rows
  }
}

extension Matrix {
  /// The rows between two more elements, in rows of another width.
  fileprivate func placed(
    in width: Int, first: Int, dimension: Int, _ options: TrainingOptions,
    _ ends: @Sendable (_ row: Int) -> (Float, Float)
  ) throws -> Matrix {
    var result = Matrix(rows: rows, columns: width)
    try result.withUnsafeMutableBufferPointer { target in
      let target = SharedPointer(target)
      try options.pool.forEach(rows: rows, chunk: 256, cancellation: options.cancellation) { range in
        withUnsafeBufferPointer { source in
          for row in range {
            let (before, after) = ends(row)
            target[row * width] = before
            for k in 0..<dimension { target[row * width + 1 + k] = source[row * columns + k] }
            target[row * width + 1 + dimension] = after
          }
        }
      }
    }
    return result
  }

  /// Adds n_u^(-1/2) Σ y_j to the vectors of users.
  fileprivate mutating func addImplicit(
    _ implicit: Matrix, dimension: Int, history: CSRMatrix, _ options: TrainingOptions
  ) throws {
    let (rows, width) = (self.rows, columns)
    try withUnsafeMutableBufferPointer { target in
      let target = SharedPointer(target)
      try options.pool.forEach(rows: rows, cancellation: options.cancellation) { range in
        implicit.withUnsafeBufferPointer { y in
          history.columnIndices.withUnsafeBufferPointer { items in
            for row in range {
              let root = 1 / Float(max(history.count(ofRow: row), 1)).squareRoot()
              for entry in history.range(ofRow: row) {
                let from = Int(items[entry]) * implicit.columns
                for k in 0..<dimension { target[row * width + 1 + k] += root * y[from + k] }
              }
            }
          }
        }
      }
    }
  }
}
