import CKernels
package import NeedletailMath

extension LinearLearner {
  /// Calls the closure with each row of ∂L/∂W = 2 Xᵀ diag(w) (XW − X) + C·W, a piece at a time; the first term has
  /// no diagonal.
  ///
  /// Pieces come in any order, from all threads.
  private static func forEachGradientPiece(
    _ batch: Range<Int>, of histories: UserHistories, residuals: Matrix, userWeights: [Double],
    weights: SharedPointer<Float>, decay: Float, pool: WorkerPool, cancellation: Cancellation?,
    _ body: @Sendable (_ item: Int, _ columns: Range<Int>, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws {
    let items = histories.items
    let factors = userWeights.map { Float(2 * $0) }
    try forEachPiece(rows: items, columns: items, pool, cancellation) { rows, columns in
      residuals.withUnsafeBufferPointer { residuals in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columns.count) { piece in
          for item in rows {
            let places = histories.places(ofItem: item, in: batch)
            let users = places.map { histories.byItem.columnIndices[$0] - Int32(batch.lowerBound) }
            let own = zip(places, users).map { histories.byItem.value(at: $0) * factors[Int($1)] }
            piece.update(repeating: 0)
            needletail_accumulate_rows(
              residuals.baseAddress! + columns.lowerBound, items, users, own, users.count,
              piece.baseAddress!, columns.count)
            if columns.contains(item) { piece[item - columns.lowerBound] = 0 }
            let row = weights.base + item * items + columns.lowerBound
            for index in piece.indices { piece[index] += decay * row[index] }
            body(item, columns, piece)
          }
        }
      }
    }
  }

  /// ∂L/∂W of a batch, items × items.
  package func gradient(
    _ batch: Range<Int>, of histories: UserHistories, residuals: Matrix, userWeights: [Double],
    pool: WorkerPool
  ) throws -> Matrix {
    let items = weights.columns
    var result = weights
    let decay = decay
    try result.withUnsafeMutableBufferPointer { result in
      let result = SharedPointer(result)
      // Each piece of the copied weights is read, then overwritten by its gradient.
      try Self.forEachGradientPiece(
        batch, of: histories, residuals: residuals, userWeights: userWeights, weights: result,
        decay: decay, pool: pool, cancellation: nil
      ) { item, columns, piece in
        (result.base + item * items + columns.lowerBound).update(
          from: piece.baseAddress!, count: piece.count)
      }
    }
    return result
  }

  /// One step of Adam down the gradient of a batch; the gradient never exists as a whole.
  ///
  /// - Parameters:
  ///   - residuals: XW − X of the batch.
  ///   - userWeights: w, one a user of the batch.
  package mutating func descend(
    _ batch: Range<Int>, of histories: UserHistories, residuals: Matrix, userWeights: [Double],
    learningRate: Double, pool: WorkerPool, cancellation: Cancellation? = nil
  ) throws {
    steps += 1
    let length = Float(AdamMoments.stepLength(steps, learningRate: learningRate))
    let share = 2 / Float(steps + 1)
    let isAveraged = averages.rows > 0
    let items = weights.columns
    let decay = decay
    try weights.withUnsafeMutableBufferPointer { weights in
      let weights = SharedPointer(weights)
      try means.withUnsafeMutableBufferPointer { means in
        let means = SharedPointer(means)
        try squares.withUnsafeMutableBufferPointer { squares in
          let squares = SharedPointer(squares)
          try averages.withUnsafeMutableBufferPointer { averages in
            let averages = isAveraged ? SharedPointer(averages) : nil
            try Self.forEachGradientPiece(
              batch, of: histories, residuals: residuals, userWeights: userWeights, weights: weights,
              decay: decay, pool: pool, cancellation: cancellation
            ) { item, columns, piece in
              let start = item * items + columns.lowerBound
              Self.move(
                weights.base + start, means.base + start, squares.base + start, piece, length: length)
              if let averages {
                Self.average(averages.base + start, weights.base + start, columns.count, share: share)
              }
            }
          }
        }
      }
    }
  }

  /// Moves averages towards the weights by a share of the way.
  private static func average(
    _ averages: UnsafeMutablePointer<Float>, _ weights: UnsafeMutablePointer<Float>, _ count: Int,
    share: Float
  ) {
    for index in 0..<count { averages[index] += share * (weights[index] - averages[index]) }
  }

  /// Adam on a run of elements.
  private static func move(
    _ weights: UnsafeMutablePointer<Float>, _ means: UnsafeMutablePointer<Float>,
    _ squares: UnsafeMutablePointer<Float>, _ gradient: UnsafeMutableBufferPointer<Float>, length: Float
  ) {
    let (first, second) = (AdamMoments.first, AdamMoments.second)
    for index in gradient.indices {
      let slope = gradient[index]
      let mean = first * means[index] + (1 - first) * slope
      let square = second * squares[index] + (1 - second) * slope * slope
      means[index] = mean
      squares[index] = square
      weights[index] -= length * mean / (square.squareRoot() + AdamMoments.epsilon)
    }
  }
}
