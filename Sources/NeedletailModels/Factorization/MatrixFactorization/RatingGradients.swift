import CKernels
package import NeedletailCore
package import NeedletailMath

/// Stochastic gradient descent on ratings: one pass is one step a rating.
///
/// Ratings lie in a grid of blocks; a pass takes the rounds of the grid in a random order and the users of a block
/// in another.
package struct RatingGradients: Sendable {
  /// A constant: results depend on it.
  private static let groups = 16

  private let learningRate: Float
  private let l2: Float
  private let isBiased: Bool
  private let isRacy: Bool
  private let options: TrainingOptions
  private let grid: BlockGrid
  private var orders: [SharedBuffer<Int32>]
  private var epoch = 0

  /// A pass over the entries of a matrix.
  package init(
    _ matrix: CSRMatrix, learningRate: Double, l2: Double, isBiased: Bool, isRacy: Bool,
    options: TrainingOptions
  ) {
    self.learningRate = Float(learningRate)
    self.l2 = Float(l2)
    self.isBiased = isBiased
    self.isRacy = isRacy
    self.options = options
    let values = matrix.values ?? SharedBuffer(repeating: 1, count: matrix.count)
    grid = BlockGrid(
      CSRMatrix(
        rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
        columnIndices: matrix.columnIndices, values: values), groups: Self.groups, seed: options.seed,
      balancesItems: true, pool: options.pool)
    let grid = grid
    orders = (0..<Self.groups * Self.groups).map { block in
      SharedBuffer(
        (0..<Int32(grid.runs(users: block / Self.groups, items: block % Self.groups).count)).map(\.self))
    }
  }

  /// One step a rating.
  ///
  /// - Returns: the root of the mean squared error, each error taken before its step.
  /// - Throws: `TrainingError` when the steps grow without bound.
  /// - Complexity: O(ratings · dimension).
  package mutating func runEpoch(_ factors: inout RatingFactors, ratings: Int) throws -> Double {
    epoch += 1
    var stream = RandomStream(seed: options.seed, purpose: 0x3F03, row: epoch)
    var rounds = Array(0..<Self.groups)
    rounds.shuffle(using: &stream)
    let seed = stream.next()
    var squares = SharedBuffer<Double>(zeros: Self.groups * Self.groups)
    var task = needletail_sgd_ratings()
    task.stride = factors.stride
    (task.mean, task.rate, task.bias_rate) = (factors.mean, learningRate, isBiased ? learningRate : 0)
    task.l2 = l2
    let (grid, isRacy, cancellation) = (self.grid, self.isRacy, options.cancellation)
    try factors.withParameters { users, items, userBiases, itemBiases in
      (task.users, task.items) = (users, items)
      (task.user_biases, task.item_biases) = (userBiases, itemBiases)
      let shared = Task(task: task)
      try squares.withUnsafeMutableBufferPointer { squares in
        let squares = SharedPointer(squares)
        try orders.withUnsafeMutableBufferPointer { orders in
          let orders = SharedPointer(orders)
          try grid.forEachBlock(rounds: rounds, isRacy: isRacy, cancellation: cancellation) { users, items in
            let block = users * Self.groups + items
            let runs = grid.runs(users: users, items: items)
            orders[block].withUnsafeMutableBufferPointer { order in
              needletail_shuffle(order.baseAddress, order.count, seed &+ UInt64(block))
              squares[block] = grid.withEntries(ofUsers: users) { columns, values, all in
                shared.visit(columns, values, all.map { $0 + runs.lowerBound }, order)
              }
            }
          }
        }
      }
    }
    let total = squares.array.reduce(0, +)
    guard total.isFinite else {
      throw TrainingError(
        "the errors grow without bound: lower learningRate (\(learningRate)) or scale the values down")
    }
    return (total / Double(max(ratings, 1))).squareRoot()
  }

  /// Blocks that run side by side share no parameters; under `racy` they do, by choice.
  private struct Task: @unchecked Sendable {
    // Safe to share: the pointers outlive the loop, and its schedule keeps blocks apart.
    let task: needletail_sgd_ratings

    func visit(
      _ columns: UnsafePointer<Int32>?, _ values: UnsafePointer<Float>?,
      _ runs: UnsafePointer<needletail_sgd_run>?, _ order: UnsafeMutableBufferPointer<Int32>
    ) -> Double {
      var task = task
      task.columns = columns
      task.values = values
      return needletail_sgd_visit(&task, runs, order.baseAddress, order.count)
    }
  }
}

extension RatingFactors {
  /// Calls the closure with the places of all parameters but y_j.
  package mutating func withParameters<Result>(
    _ body: (
      _ users: UnsafeMutablePointer<Float>?, _ items: UnsafeMutablePointer<Float>?,
      _ userBiases: UnsafeMutablePointer<Float>?, _ itemBiases: UnsafeMutablePointer<Float>?
    ) throws -> Result
  ) rethrows -> Result {
    try users.withUnsafeMutableBufferPointer { users in
      try items.withUnsafeMutableBufferPointer { items in
        try userBiases.withUnsafeMutableBufferPointer { userBiases in
          try itemBiases.withUnsafeMutableBufferPointer { itemBiases in
            try body(users.baseAddress, items.baseAddress, userBiases.baseAddress, itemBiases.baseAddress)
          }
        }
      }
    }
  }
}
