package import CKernels
package import NeedletailMath

/// The entries of a matrix in a grid of groups of users × groups of items, for gradient steps side by side.
///
/// Blocks that share neither their users nor their items touch no common parameter. In round r the block of user
/// group a and item group (a + r) mod `groups` is worked on for all a at once: the result does not depend on how
/// many threads do it. The number of groups is a constant, never the number of threads.
package struct BlockGrid: Sendable {
  /// Groups of users, and of items.
  package let groups: Int
  private let matrix: CSRMatrix
  private let pool: WorkerPool
  private var userOrder: SharedBuffer<Int32>
  private let userStarts: [Int]
  private let entryStarts: [Int]
  /// The items, group after group.
  package private(set) var itemOrder: SharedBuffer<Int32>
  /// Where each group of items begins in `itemOrder`.
  package let itemStarts: [Int]
  private var itemGroups: SharedBuffer<UInt8>
  private var columns: SharedBuffer<Int32>
  private var values: SharedBuffer<Float>?
  private var runs: SharedBuffer<needletail_sgd_run>
  private var blockEntries: SharedBuffer<Int64>
  private var blockRuns: SharedBuffer<Int64>

  /// Groups drawn at random: users with about as many entries in each group; items too, or as many items in each.
  ///
  /// - Parameters:
  ///   - seed: of the draw.
  ///   - balancesItems: whether groups of items have about as many entries each, rather than items.
  package init(_ matrix: CSRMatrix, groups: Int, seed: UInt64, balancesItems: Bool, pool: WorkerPool) {
    precondition((1...255).contains(groups), "\(groups) groups")
    self.groups = groups
    self.matrix = matrix
    self.pool = pool
    var users = (0..<Int32(matrix.rows)).map(\.self)
    users.withUnsafeMutableBufferPointer { needletail_shuffle($0.baseAddress, $0.count, seed) }
    userStarts = Self.cut(users.map { matrix.count(ofRow: Int($0)) }, into: groups)
    var starts = [0]
    for group in 0..<groups {
      let rows = users[userStarts[group]..<userStarts[group + 1]]
      starts.append(starts[group] + rows.reduce(0) { $0 + matrix.count(ofRow: Int($1)) })
    }
    entryStarts = starts
    var items = (0..<Int32(matrix.columns)).map(\.self)
    items.withUnsafeMutableBufferPointer { needletail_shuffle($0.baseAddress, $0.count, ~seed) }
    var counts = [Int](repeating: 1, count: matrix.columns)
    if balancesItems {
      matrix.columnIndices.withUnsafeBufferPointer { for column in $0 { counts[Int(column)] += 1 } }
    }
    itemStarts = Self.cut(items.map { counts[Int($0)] }, into: groups)
    userOrder = SharedBuffer(users)
    itemOrder = SharedBuffer(items)
    itemGroups = SharedBuffer(zeros: matrix.columns)
    columns = SharedBuffer(zeros: matrix.count)
    values = SharedBuffer(zeros: matrix.values == nil ? 0 : matrix.count)
    runs = SharedBuffer(repeating: needletail_sgd_run(), count: matrix.count)
    blockEntries = SharedBuffer(zeros: groups * (groups + 1))
    blockRuns = SharedBuffer(zeros: groups * (groups + 1))
    sort(shufflingUsers: nil)
  }

  /// Bounds of groups with about equal sums of consecutive counts.
  private static func cut(_ counts: [Int], into groups: Int) -> [Int] {
    let total = counts.reduce(0, +)
    var bounds = [0]
    var sum = 0
    for (index, count) in counts.enumerated() {
      while bounds.count < groups, sum * groups >= total * bounds.count, total > 0 { bounds.append(index) }
      sum += count
    }
    while bounds.count <= groups { bounds.append(counts.count) }
    return bounds
  }

  /// Draws the groups of items and the order of users anew.
  package mutating func regroup(seed: UInt64) {
    itemOrder.withUnsafeMutableBufferPointer { needletail_shuffle($0.baseAddress, $0.count, seed) }
    sort(shufflingUsers: seed)
  }

  /// Notes the group of every item and sorts every group's entries.
  private mutating func sort(shufflingUsers seed: UInt64?) {
    noteItemGroups()
    let (groups, matrix, itemGroups, userStarts, entryStarts) = (
      self.groups, self.matrix, self.itemGroups, self.userStarts, self.entryStarts
    )
    guard matrix.count > 0 else { return }
    columns.withUnsafeMutableBufferPointer { columns in
      userOrder.withUnsafeMutableBufferPointer { users in
        runs.withUnsafeMutableBufferPointer { runs in
          blockEntries.withUnsafeMutableBufferPointer { entries in
            blockRuns.withUnsafeMutableBufferPointer { blockRuns in
              var sorted = values ?? SharedBuffer(zeros: 0)
              values = nil
              sorted.withUnsafeMutableBufferPointer { values in
                let (columns, users, runs) = (
                  SharedPointer(columns), SharedPointer(users), SharedPointer(runs)
                )
                let (entries, blockRuns, values) = (
                  SharedPointer(entries), SharedPointer(blockRuns), SharedPointer(values)
                )
                pool.forEach(count: groups) { group in
                  let range = userStarts[group]..<userStarts[group + 1]
                  if let seed {
                    needletail_shuffle(users.base + range.lowerBound, range.count, seed &+ UInt64(group + 1))
                  }
                  let from = entryStarts[group]
                  matrix.rowOffsets.withUnsafeBufferPointer { offsets in
                    matrix.columnIndices.withUnsafeBufferPointer { indices in
                      itemGroups.withUnsafeBufferPointer { itemGroups in
                        (matrix.values ?? SharedBuffer(zeros: 0)).withUnsafeBufferPointer { given in
                          needletail_sgd_sort_entries(
                            users.base + range.lowerBound, range.count, offsets.baseAddress,
                            indices.baseAddress, matrix.values == nil ? nil : given.baseAddress,
                            itemGroups.baseAddress, groups, columns.base + from,
                            matrix.values == nil ? nil : values.base + from, runs.base + from,
                            entries.base + group * (groups + 1), blockRuns.base + group * (groups + 1))
                        }
                      }
                    }
                  }
                }
              }
              values = sorted
            }
          }
        }
      }
    }
  }

  private mutating func noteItemGroups() {
    itemGroups.withUnsafeMutableBufferPointer { target in
      for group in 0..<groups {
        for place in itemStarts[group]..<itemStarts[group + 1] {
          target[Int(itemOrder[place])] = UInt8(group)
        }
      }
    }
  }

  /// Where the runs of a block lie among all runs.
  package func runs(users: Int, items: Int) -> Range<Int> {
    let base = entryStarts[users]
    let place = users * (groups + 1) + items
    return base + Int(blockRuns[place])..<base + Int(blockRuns[place + 1])
  }

  /// Calls the closure with the entries of a group of users and all runs; the `first` and `last` of a run count
  /// from those entries.
  package func withEntries<Result>(
    ofUsers group: Int,
    _ body: (
      _ columns: UnsafePointer<Int32>?, _ values: UnsafePointer<Float>?,
      _ runs: UnsafePointer<needletail_sgd_run>?
    ) throws -> Result
  ) rethrows -> Result {
    try columns.withUnsafeBufferPointer { columns in
      try runs.withUnsafeBufferPointer { runs in
        try (values ?? SharedBuffer(zeros: 0)).withUnsafeBufferPointer { values in
          let from = entryStarts[group]
          return try body(
            columns.baseAddress.map { $0 + from }, values.baseAddress.map { $0 + from }, runs.baseAddress)
        }
      }
    }
  }

  /// Runs the closure for every block, round by round: in a round no two blocks share users or items.
  ///
  /// - Parameters:
  ///   - rounds: the rounds in their order, each once.
  ///   - isRacy: whether all blocks run side by side whatever they share; then the result depends on chance.
  package func forEachBlock(
    rounds: [Int], isRacy: Bool, cancellation: Cancellation?,
    _ body: @Sendable (_ users: Int, _ items: Int) throws -> Void
  ) throws {
    let groups = groups
    if isRacy {
      try pool.forEach(count: groups * groups, cancellation: cancellation) { block in
        let users = block % groups
        try body(users, (users + rounds[block / groups]) % groups)
      }
      return
    }
    for round in rounds {
      try pool.forEach(count: groups, cancellation: cancellation) { users in
        try body(users, (users + round) % groups)
      }
    }
  }
}
