import CKernels
import Glibc
import NeedletailCore
import NeedletailData
package import NeedletailMath

/// How a history becomes a bias and a vector with the items as they are: ridge regression of its ratings.
///
/// Minimises Σ (r − r̂)² + ridge · (b² + ‖p‖²) over the stranger's own b and p. The ridge of n ratings is
/// `perRating` · n + `constant`.
package struct RatingFoldIn: Sendable {
  /// The length of the vectors.
  package let dimension: Int
  /// λ a rating.
  package let perRating: Double
  /// λ however many ratings there are.
  ///
  /// Steps of gradient descent that start at zero and end after a time t = epochs · learningRate reach about what
  /// ridge regression with 1/t reaches (Ali, Kolter and Tibshirani, AISTATS 2019): a stranger is so regularised as
  /// much as the users of a fit that ended early.
  package let constant: Double

  /// A ridge.
  package init(dimension: Int, perRating: Double, constant: Double) {
    self.dimension = dimension
    self.perRating = perRating
    self.constant = constant
  }

  /// The ridge of so many ratings; never quite zero, which would leave directions undetermined.
  func ridge(_ ratings: Int) -> Float { Float(max(perRating * Double(ratings) + constant, 1e-6)) }

  /// Solves the rows of a history, whose values do not count.
  ///
  /// - Parameters:
  ///   - targets: one number an entry.
  ///   - fixed: rows of 1 and a vector; columns from 1 + `dimension` on do not count.
  /// - Returns: rows × `fixed.columns`: a bias, a vector, zeros.
  package func solve(
    _ history: CSRMatrix, targets: SharedBuffer<Float>, fixed: Matrix, pool: WorkerPool? = nil,
    cancellation: Cancellation? = nil
  ) throws -> Matrix {
    // The values are in the targets; as weights of the entries they would count twice.
    let history = CSRMatrix(
      rows: history.rows, columns: history.columns, rowOffsets: history.rowOffsets,
      columnIndices: history.columnIndices, values: nil)
    var solved = Matrix(rows: history.rows, columns: fixed.columns)
    let ridge = SharedBuffer((0..<history.rows).map { self.ridge(history.count(ofRow: $0)) })
    let scratch = ScratchPool(
      count: RowSystems.scratchCount(dimension: dimension + 1, entries: history.longestRow))
    try solved.withUnsafeMutableBufferPointer { solved in
      try targets.withUnsafeBufferPointer { targets in
        try RowSystems.with(
          history: history, targets: targets.baseAddress, ridge: ridge, fixed: fixed,
          spectrum: [Float](repeating: 0, count: dimension + 1), solved: solved.baseAddress, losses: nil
        ) { systems in
          guard let pool else {
            return scratch.withScratch { systems.solve(0..<history.rows, scratch: $0) }
          }
          try pool.forEach(rows: history.rows, cancellation: cancellation) { range in
            scratch.withScratch { systems.solve(range, scratch: $0) }
          }
        }
      }
    }
    return solved
  }
}

extension RatingModel {
  /// The vectors of queries: μ + b_u, z_u, 1, zeros.
  ///
  /// A known user whose profile is the one that was learnt from has a stored row; every other profile is folded
  /// in, in closed form.
  func vectors(of queries: [Query]) -> Matrix {
    var vectors = Matrix(rows: queries.count, columns: items.columns)
    let width = items.columns
    vectors.withUnsafeMutableBufferPointer { target in
      for (index, query) in queries.enumerated() {
        guard let target = target.baseAddress.map({ $0 + index * width }) else { return }
        if let row = fingerprints.row(of: query) {
          users.withUnsafeBufferPointer { _ = memcpy(target, $0.baseAddress! + row * width, width * 4) }
        } else {
          write(query.profile, to: target)
        }
      }
    }
    return vectors
  }

  /// Folds one history in. Weights that are not finite count as absent.
  private func write(_ profile: Profile, to target: UnsafeMutablePointer<Float>) {
    let kept = zip(profile.items, profile.weights).filter { $0.1.isFinite }
    let width = items.columns
    let dimension = foldIn.dimension
    target[0] = mean
    target[dimension + 1] = 1
    guard !kept.isEmpty else { return }
    var share = [Float](repeating: 0, count: dimension)
    if let implicit {
      let root = 1 / Float(kept.count).squareRoot()
      implicit.withUnsafeBufferPointer { y in
        for (item, _) in kept {
          for k in 0..<dimension { share[k] += root * y[Int(item) * implicit.columns + k] }
        }
      }
    }
    let targets = items.withUnsafeBufferPointer { items in
      kept.map { item, value in
        let row = Int(item) * width
        var rest = value - mean - items[row + dimension + 1]
        if implicit != nil { for k in 0..<dimension { rest -= share[k] * items[row + 1 + k] } }
        return rest
      }
    }
    let history = CSRMatrix(
      rows: 1, columns: itemCount, rowOffsets: SharedBuffer([0, Int64(kept.count)]),
      columnIndices: SharedBuffer(kept.map { $0.0 }), values: nil)
    // One thread that nobody cancels has no error to throw.
    guard let solved = try? foldIn.solve(history, targets: SharedBuffer(targets), fixed: items) else {
      return
    }
    let row = solved.row(0)
    target[0] += row[0]
    for k in 0..<dimension { target[1 + k] = row[1 + k] + share[k] }
  }
}
