import CKernels
package import NeedletailCore
package import NeedletailMath

/// The block solver's cached predictions and its pass over blocks of dimensions.
///
/// For every block all users move, then all items; each move is exact within the block because the loss is
/// quadratic in a row. The prediction of every observed pair is kept up to date by the moves.
package struct BlockStep: Sendable {
  private let algorithm: IALS
  private let options: TrainingOptions
  private var predictions: SharedBuffer<Float>
  /// Where the entries of the item histories lie among those of the user histories.
  private let places: SharedBuffer<Int64>

  /// Room for the predictions of a matrix's entries.
  ///
  /// - Parameters:
  ///   - matrix: users × items.
  ///   - itemHistory: the transposed matrix.
  package init(
    _ matrix: CSRMatrix, itemHistory: CSRMatrix, algorithm: IALS, options: TrainingOptions
  ) {
    self.algorithm = algorithm
    self.options = options
    predictions = SharedBuffer(zeros: matrix.count)
    places = SharedBuffer(count: matrix.count) { places in
      var next = itemHistory.rowOffsets.array
      matrix.columnIndices.withUnsafeBufferPointer { columns in
        for (entry, column) in columns.enumerated() {
          places[Int(next[Int(column)])] = Int64(entry)
          next[Int(column)] += 1
        }
      }
    }
  }

  /// One pass over all blocks.
  ///
  /// - Returns: the loss after it.
  /// - Complexity: O(dimension · blockSize) an interaction and O(dimension² + dimension · blockSize²) a row.
  mutating func runEpoch(users: inout FactorSide, items: inout FactorSide) throws -> Double {
    try predict(users: &users, items: items)
    for block in blocks {
      try move(block, ofUsers: &users, items: items)
      try move(block, ofItems: &items, users: users)
    }
    return try loss(users, items)
  }

  /// Ranges of dimensions that move together.
  package var blocks: [Range<Int>] {
    stride(from: 0, to: algorithm.dimension, by: algorithm.blockSize).map {
      $0..<min($0 + algorithm.blockSize, algorithm.dimension)
    }
  }

  /// Computes the predictions of all observed pairs; the users do not change.
  package mutating func predict(users: inout FactorSide, items: FactorSide) throws {
    let options = options
    let count = users.history.rows
    try withRows(of: &users, fixed: items.factors, block: 0..<0, places: nil) { rows in
      try options.pool.forEach(rows: count, cancellation: options.cancellation) { rows.predict($0) }
    }
  }

  /// Moves a block of every user to its minimum.
  package mutating func move(_ block: Range<Int>, ofUsers users: inout FactorSide, items: FactorSide) throws {
    try move(block, of: &users, fixed: items.factors, places: nil)
  }

  /// Moves a block of every item to its minimum.
  package mutating func move(_ block: Range<Int>, ofItems items: inout FactorSide, users: FactorSide) throws {
    try move(block, of: &items, fixed: users.factors, places: places)
  }

  private mutating func move(
    _ block: Range<Int>, of side: inout FactorSide, fixed: Matrix, places: SharedBuffer<Int64>?
  ) throws {
    let scratch = ScratchPool(count: needletail_als_block_scratch(block.count))
    let options = options
    let count = side.history.rows
    try withRows(of: &side, fixed: fixed, block: block, places: places) { rows in
      try options.pool.forEach(rows: count, cancellation: options.cancellation) { range in
        scratch.withScratch { rows.move(range, scratch: $0) }
      }
    }
  }

  private mutating func withRows(
    of side: inout FactorSide, fixed: Matrix, block: Range<Int>, places: SharedBuffer<Int64>?,
    _ body: (Rows) throws -> Void
  ) throws {
    let (history, ridge) = (side.history, side.ridge)
    let gramian = try slice(block, of: fixed)
    let dimension = algorithm.dimension
    try side.factors.withUnsafeMutableBufferPointer { moving in
      try predictions.withUnsafeMutableBufferPointer { predictions in
        try Self.withPointers(history, ridge, fixed, gramian, places) { pointers in
          var task = pointers
          task.first = block.lowerBound
          task.size = block.count
          task.dimension = dimension
          task.predictions = predictions.baseAddress
          task.moving = moving.baseAddress
          try body(Rows(block: task))
        }
      }
    }
  }

  /// α₀ times the Gramian's rows of a block, by columns and padded to 16.
  private func slice(_ block: Range<Int>, of fixed: Matrix) throws -> [Float] {
    guard !block.isEmpty else { return [] }
    let dimension = algorithm.dimension
    let gramian = try Gramian.columns(block, of: fixed, dimension: dimension, options: options)
    let padded = (block.count + 15) / 16 * 16
    var slice = [Float](repeating: 0, count: dimension * padded)
    for k in 0..<dimension {
      for c in 0..<block.count {
        slice[k * padded + c] = Float(algorithm.unobservedWeight * gramian[k * block.count + c])
      }
    }
    return slice
  }

  private func loss(_ users: FactorSide, _ items: FactorSide) throws -> Double {
    var observed = 0.0
    predictions.withUnsafeBufferPointer { predictions in
      (users.history.values ?? SharedBuffer(zeros: 0)).withUnsafeBufferPointer { weights in
        for (index, prediction) in predictions.enumerated() {
          let error = Double(prediction) - 1
          observed += Double(weights.isEmpty ? 1 : weights[index]) * error * error
        }
      }
    }
    let w = try Gramian.full(users.factors, dimension: algorithm.dimension, options: options)
    let h = try Gramian.full(items.factors, dimension: algorithm.dimension, options: options)
    let unobserved = zip(w, h).reduce(0) { $0 + $1.0 * $1.1 }
    return observed + algorithm.unobservedWeight * unobserved + users.regularisation
      + items.regularisation
  }

  /// Rows of a step; ranges that run side by side are disjoint.
  private struct Rows: @unchecked Sendable {
    // Safe to share: the pointers outlive the loop, rows write to themselves and to their own predictions.
    let block: needletail_als_block

    func move(_ range: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
      withUnsafePointer(to: block) {
        needletail_als_move_block($0, range.lowerBound, range.upperBound, scratch)
      }
    }

    func predict(_ range: Range<Int>) {
      withUnsafePointer(to: block) { needletail_als_predict($0, range.lowerBound, range.upperBound) }
    }
  }

  /// Calls the closure with the kernel's task but for the block and what moves.
  static func withPointers(
    _ history: CSRMatrix, _ ridge: SharedBuffer<Float>, _ fixed: Matrix, _ gramian: [Float],
    _ places: SharedBuffer<Int64>?, _ body: (needletail_als_block) throws -> Void
  ) rethrows {
    try history.rowOffsets.withUnsafeBufferPointer { offsets in
      try history.columnIndices.withUnsafeBufferPointer { columns in
        try (history.values ?? SharedBuffer(zeros: 0)).withUnsafeBufferPointer { values in
          try (places ?? SharedBuffer(zeros: 0)).withUnsafeBufferPointer { positions in
            try ridge.withUnsafeBufferPointer { ridge in
              try fixed.withUnsafeBufferPointer { elements in
                try gramian.withUnsafeBufferPointer { gramian in
                  var block = needletail_als_block()
                  block.stride = fixed.columns
                  block.fixed = elements.baseAddress
                  block.gramian = gramian.baseAddress
                  block.ridge = ridge.baseAddress
                  block.offsets = offsets.baseAddress
                  block.columns = columns.baseAddress
                  block.values = history.values == nil ? nil : values.baseAddress
                  block.places = places == nil ? nil : positions.baseAddress
                  try body(block)
                }
              }
            }
          }
        }
      }
    }
  }
}
