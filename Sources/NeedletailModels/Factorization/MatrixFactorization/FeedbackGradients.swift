import CKernels
package import NeedletailCore
package import NeedletailMath

/// Stochastic gradient descent of SVD++, user by user in waves.
///
/// The users of a wave are visited side by side, all reading the items as the wave found them, and note their
/// changes; then groups of items take these in side by side, user after user. Within a user every rating is a step
/// of its own, exactly. A wave is small enough that an item rarely meets more than a few of its users in one:
/// its size is a function of the data alone, so results do not depend on threads.
package struct FeedbackGradients: Sendable {
  private static let itemGroups = 16

  private let matrix: CSRMatrix
  private let values: SharedBuffer<Float>
  private let learningRate: Float
  private let l2: Float
  private let isRacy: Bool
  private let options: TrainingOptions
  private var order: SharedBuffer<Int32>
  /// Item numbers at which groups with about equal numbers of ratings begin.
  private let itemBounds: [Int32]
  /// Users in a wave.
  package let wave: Int
  private var epoch = 0

  /// Passes over the entries of a matrix.
  package init(
    _ matrix: CSRMatrix, learningRate: Double, l2: Double, isRacy: Bool, options: TrainingOptions
  ) {
    self.matrix = matrix
    values = matrix.values ?? SharedBuffer(repeating: 1, count: matrix.count)
    self.learningRate = Float(learningRate)
    self.l2 = Float(l2)
    self.isRacy = isRacy
    self.options = options
    var counts = [Int](repeating: 0, count: matrix.columns)
    matrix.columnIndices.withUnsafeBufferPointer { for column in $0 { counts[Int(column)] += 1 } }
    order = SharedBuffer((0..<Int32(matrix.rows)).filter { matrix.count(ofRow: Int($0)) > 0 })
    wave = Self.wave(counts, users: order.count, ratings: matrix.count)
    var bounds: [Int32] = [0]
    var sum = 0
    for (item, count) in counts.enumerated() {
      while bounds.count < Self.itemGroups, sum * Self.itemGroups >= matrix.count * bounds.count {
        bounds.append(Int32(item))
      }
      sum += count
    }
    while bounds.count <= Self.itemGroups { bounds.append(Int32(matrix.columns)) }
    itemBounds = bounds
  }

  /// So many users that the item of a rating has, on average, eight of its users among them; 8 to 256.
  package static func wave(_ counts: [Int], users: Int, ratings: Int) -> Int {
    let squares = counts.reduce(0.0) { $0 + Double($1) * Double($1) }
    let share = squares / max(Double(users) * Double(ratings), 1)
    return min(max(Int(8 / max(share, 1e-9)), 8), 256)
  }

  /// One step a rating.
  ///
  /// - Returns: the root of the mean squared error, each error taken before its step.
  /// - Throws: `TrainingError` when the steps grow without bound.
  /// - Complexity: O(ratings · dimension).
  package mutating func runEpoch(_ factors: inout RatingFactors) throws -> Double {
    epoch += 1
    var stream = RandomStream(seed: options.seed, purpose: 0x3F05, row: epoch)
    let seed = stream.next()
    order.withUnsafeMutableBufferPointer { needletail_shuffle($0.baseAddress, $0.count, seed) }
    let (matrix, wave, isRacy) = (self.matrix, self.wave, self.isRacy)
    let (learningRate, l2, mean) = (self.learningRate, self.l2, factors.mean)
    let users = order.array.map { Int($0) }
    let waves = Swift.stride(from: 0, to: users.count, by: wave).map {
      Wave(Array(users[$0..<min($0 + wave, users.count)]), matrix)
    }
    let stride = factors.stride
    let longest = waves.map(\.length).max() ?? 0
    var implicit = factors.implicit ?? Matrix(rows: 0, columns: stride)
    factors.implicit = nil
    defer { factors.implicit = implicit }
    var squares = SharedBuffer<Double>(zeros: users.count)
    let notes = NotePool(entries: longest, users: wave, stride: stride)
    let (options, itemBounds) = (self.options, self.itemBounds)
    try implicit.withUnsafeMutableBufferPointer { implicit in
      try factors.withParameters { userRows, items, userBiases, itemBiases in
        try withHistory { offsets, columns, values in
          try squares.withUnsafeMutableBufferPointer { squares in
            let visits = Visits(
              task: needletail_sgd_feedback(
                stride: stride, users: userRows, items: items, implicit: implicit.baseAddress,
                user_biases: userBiases, item_biases: itemBiases, offsets: offsets, columns: columns,
                values: values, mean: mean, rate: learningRate, l2: l2), itemBounds: itemBounds)
            let squares = SharedPointer(squares)
            if isRacy {
              try options.pool.forEach(count: waves.count, cancellation: options.cancellation) { index in
                notes.withNotes { notes in
                  let users = waves[index].users
                  for (place, user) in users.enumerated() {
                    let alone = Wave([user], matrix)
                    squares[index * wave + place] = visits.visit(alone, 0, notes)
                    for group in 0..<Self.itemGroups { visits.apply(alone, group, notes) }
                  }
                }
              }
              return
            }
            try notes.withNotes { notes in
              for (index, users) in waves.enumerated() {
                try options.cancellation?.check()
                options.pool.forEach(count: users.users.count) { place in
                  squares[index * wave + place] = visits.visit(users, place, notes)
                }
                options.pool.forEach(count: Self.itemGroups) { visits.apply(users, $0, notes) }
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
    return (total / Double(max(matrix.count, 1))).squareRoot()
  }

  private func withHistory(
    _ body: (UnsafePointer<Int64>?, UnsafePointer<Int32>?, UnsafePointer<Float>?) throws -> Void
  ) rethrows {
    try matrix.rowOffsets.withUnsafeBufferPointer { offsets in
      try matrix.columnIndices.withUnsafeBufferPointer { columns in
        try values.withUnsafeBufferPointer {
          try body(offsets.baseAddress, columns.baseAddress, $0.baseAddress)
        }
      }
    }
  }
}
