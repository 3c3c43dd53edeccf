import CKernels
import NeedletailCore
import NeedletailMath

/// The block solver's cached predictions and its pass over blocks of dimensions.
///
/// For every block all users move, then all items; each move is exact within the block because the loss is
/// quadratic in a row. The prediction of every observed pair is kept up to date by the moves.
struct BlockStep: Sendable {
  private var predictions: SharedBuffer<Float>
  /// Where the entries of the item histories lie among those of the user histories.
  private let places: SharedBuffer<Int64>

  /// Room for the predictions of a matrix's entries.
  init(_ matrix: CSRMatrix, itemHistory: CSRMatrix, algorithm: IALS) {
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
  mutating func runEpoch(
    users: inout FactorSide, items: inout FactorSide, algorithm: IALS, options: TrainingOptions
  ) throws -> Double {
    try forEachRow(&users, fixed: items.factors, block: nil, places: nil, algorithm, options)
    for first in stride(from: 0, to: algorithm.dimension, by: algorithm.blockSize) {
      let block = first..<min(first + algorithm.blockSize, algorithm.dimension)
      try forEachRow(&users, fixed: items.factors, block: block, places: nil, algorithm, options)
      try forEachRow(&items, fixed: users.factors, block: block, places: places, algorithm, options)
    }
    return try loss(users, items, algorithm, options)
  }

  /// Moves a block of every row, or computes all predictions when there is no block.
  private mutating func forEachRow(
    _ side: inout FactorSide, fixed: Matrix, block: Range<Int>?, places: SharedBuffer<Int64>?,
    _ algorithm: IALS, _ options: TrainingOptions
  ) throws {
    let (history, ridge) = (side.history, side.ridge)
    let gramian =
      try block.map {
        try Self.slice($0, fixed, weight: algorithm.unobservedWeight, algorithm.dimension, options)
      } ?? []
    let size = block?.count ?? 0
    let scratch = ScratchPool(count: needletail_als_block_scratch(size))
    try side.factors.withUnsafeMutableBufferPointer { moving in
      try predictions.withUnsafeMutableBufferPointer { predictions in
        try Self.withPointers(history, ridge, fixed, gramian, places) { pointers in
          var task = pointers
          task.first = block?.lowerBound ?? 0
          task.size = size
          task.dimension = algorithm.dimension
          task.predictions = predictions.baseAddress
          task.moving = moving.baseAddress
          let rows = Rows(block: task)
          try options.pool.forEach(rows: history.rows, cancellation: options.cancellation) { range in
            if block == nil { return rows.predict(range) }
            scratch.withScratch { rows.move(range, scratch: $0) }
          }
        }
      }
    }
  }

  /// α₀ times the Gramian's rows of a block, by columns and padded to 16.
  private static func slice(
    _ block: Range<Int>, _ fixed: Matrix, weight: Double, _ dimension: Int, _ options: TrainingOptions
  ) throws -> [Float] {
    let gramian = try Gramian.columns(block, of: fixed, dimension: dimension, options: options)
    let padded = (block.count + 15) / 16 * 16
    var slice = [Float](repeating: 0, count: dimension * padded)
    for k in 0..<dimension {
      for c in 0..<block.count { slice[k * padded + c] = Float(weight * gramian[k * block.count + c]) }
    }
    return slice
  }

  private func loss(
    _ users: FactorSide, _ items: FactorSide, _ algorithm: IALS, _ options: TrainingOptions
  ) throws -> Double {
    var observed = 0.0
    predictions.withUnsafeBufferPointer { predictions in
      for index in predictions.indices {
        let error = Double(predictions[index]) - 1
        observed += Double(users.history.values?[index] ?? 1) * error * error
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

  private static func withPointers(
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
