import CKernels
import Glibc
package import NeedletailCore
package import NeedletailMath

/// Stochastic gradient descent of BPR: one pass is one step an observed pair.
///
/// Items are put into groups at random, anew for every epoch; a pair's negative is drawn from the group of its
/// positive. Over the epochs every item meets every other, blocks of one round share nothing, and a block's vectors
/// stay in a processor's cache.
package struct PairGradients: Sendable {
  /// A constant: results depend on it.
  private static let groups = 16

  private let algorithm: BPR
  private let options: TrainingOptions
  private var grid: BlockGrid
  private var epoch = 0

  /// Passes over the entries of a matrix.
  package init(_ matrix: CSRMatrix, algorithm: BPR, options: TrainingOptions) {
    self.algorithm = algorithm
    self.options = options
    let pairs = CSRMatrix(
      rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
      columnIndices: matrix.columnIndices, values: nil)
    // Few items make few groups, so that there always is something to draw.
    let groups = min(Self.groups, max(1, matrix.columns / 64))
    grid = BlockGrid(
      pairs, groups: groups, seed: options.seed, balancesItems: false, pool: options.pool)
  }

  /// One step a pair.
  ///
  /// - Returns: the share of pairs that stood in the right order before their step.
  /// - Throws: `TrainingError` when the vectors grow without bound.
  /// - Complexity: O(pairs · dimension · draws).
  package mutating func runEpoch(_ factors: inout PairFactors) throws -> Double {
    epoch += 1
    var stream = RandomStream(seed: options.seed, purpose: 0xB902, row: epoch)
    grid.regroup(seed: stream.next())
    var rounds = Array(0..<grid.groups)
    rounds.shuffle(using: &stream)
    let seed = stream.next()
    let (grid, algorithm) = (self.grid, self.algorithm)
    let rate = algorithm.learningRate * pow(algorithm.learningRateDecay, Double(epoch - 1))
    var counts = SharedBuffer<Int>(zeros: 2 * grid.groups * grid.groups)
    try factors.withTask(algorithm, rate: rate) { task in
      let steps = Steps(task: task)
      try counts.withUnsafeMutableBufferPointer { counts in
        let counts = SharedPointer(counts)
        try grid.forEachBlock(
          rounds: rounds, isRacy: algorithm.parallelism == .racy, cancellation: options.cancellation
        ) { users, items in
          let block = users * grid.groups + items
          let (right, visited) = steps.visit(grid, users: users, items: items, seed: seed &+ UInt64(block))
          counts[2 * block] = right
          counts[2 * block + 1] = visited
        }
      }
    }
    let all = counts.array
    let (right, visited) = stride(from: 0, to: all.count, by: 2).reduce((0, 0)) {
      ($0.0 + all[$1], $0.1 + all[$1 + 1])
    }
    guard factors.items.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw TrainingError(
        "the vectors grow without bound: lower learningRate (\(algorithm.learningRate)) or raise l2")
    }
    return Double(right) / Double(max(visited, 1))
  }

  /// Blocks that run side by side share no parameters; under `racy` they do, by choice.
  private struct Steps: @unchecked Sendable {
    // Safe to share: the pointers outlive the loop, and its schedule keeps blocks apart.
    let task: needletail_sgd_pairs

    func visit(_ grid: BlockGrid, users: Int, items: Int, seed: UInt64) -> (right: Int, visited: Int) {
      let runs = grid.runs(users: users, items: items)
      let members = grid.itemStarts[items]..<grid.itemStarts[items + 1]
      guard !members.isEmpty else { return (0, 0) }
      var visited = 0
      let right = grid.withEntries(ofUsers: users) { columns, _, all in
        grid.itemOrder.withUnsafeBufferPointer { order in
          var task = task
          task.columns = columns
          task.members = order.baseAddress.map { $0 + members.lowerBound }
          task.member_count = members.count
          return needletail_sgd_visit_pairs(
            &task, all.map { $0 + runs.lowerBound }, nil, runs.count, seed, &visited)
        }
      }
      return (Int(right), visited)
    }
  }
}

extension PairFactors {
  /// Calls the closure with a task over all parameters.
  fileprivate mutating func withTask<Result>(
    _ algorithm: BPR, rate: Double, _ body: (needletail_sgd_pairs) throws -> Result
  ) rethrows -> Result {
    var task = algorithm.task(rate: rate)
    task.stride = items.columns
    return try users.withUnsafeMutableBufferPointer { users in
      try items.withUnsafeMutableBufferPointer { items in
        try itemBiases.withUnsafeMutableBufferPointer { biases in
          (task.users, task.items, task.item_biases) = (
            users.baseAddress, items.baseAddress, biases.baseAddress
          )
          return try body(task)
        }
      }
    }
  }
}

extension BPR {
  /// The numbers of a step of a size.
  func task(rate: Double) -> needletail_sgd_pairs {
    var task = needletail_sgd_pairs()
    task.draws = draws
    task.rate = Float(rate)
    task.bias_rate = itemBias ? Float(rate) : 0
    (task.l2_user, task.l2_positive, task.l2_negative) = (Float(l2), Float(l2), Float(l2Negative))
    task.l2_bias = Float(l2Bias)
    return task
  }
}
