import CKernels
import NeedletailMath

/// The working memory of one thread: dense sums over the subjects and the list that is drawn from them.
///
/// Between calls all sums and marks are zero.
final class NeighbourScratch {
  private let blocks: Int
  private let sums: UnsafeMutablePointer<Float>
  private let marks: UnsafeMutablePointer<UInt8>
  private let keys: UnsafeMutablePointer<UInt32>
  /// The columns of the list.
  let columns: UnsafeMutablePointer<Int32>
  /// The values of the list.
  let values: UnsafeMutablePointer<Float>
  /// The length of the list.
  private(set) var count = 0

  /// Bytes for so many subjects.
  static func bytes(_ width: Int) -> Int { 16 * (width + 128) + width / 64 }

  init(width: Int) {
    let block = Int(NEEDLETAIL_MARKED)
    blocks = (width + block - 1) / block
    let padded = (blocks + 1) * block
    sums = .allocate(capacity: padded)
    sums.initialize(repeating: 0, count: padded)
    marks = .allocate(capacity: blocks)
    marks.initialize(repeating: 0, count: blocks)
    keys = .allocate(capacity: padded)
    columns = .allocate(capacity: padded)
    values = .allocate(capacity: padded)
  }

  deinit {
    sums.deallocate()
    marks.deallocate()
    keys.deallocate()
    columns.deallocate()
    values.deallocate()
  }

  /// Adds multiples of rows of a matrix to the sums.
  func add(
    _ matrix: CSRMatrix, rows: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>?
  ) {
    guard let first = rows.baseAddress else { return }
    matrix.withUnsafeParts { offsets, columns, values in
      needletail_add_rows(
        offsets, columns, values, first, weights?.baseAddress, rows.count, sums, marks)
    }
  }

  /// Moves the sums into the list, columns ascending.
  func take(without column: Int32 = -1) {
    count = needletail_take_sums(sums, marks, blocks, column, columns, values)
  }

  /// The sum of one column, before it is taken.
  func sum(_ column: Int32) -> Float { sums[Int(column)] }

  /// Keeps the largest values of the list.
  func keepLargest(_ limit: Int) {
    count = needletail_keep_largest(columns, values, count, limit, keys)
  }

  /// The list as scored numbers, columns ascending.
  var list: [ScoredItem] { (0..<count).map { ScoredItem(item: columns[$0], score: values[$0]) } }
}

extension CSRMatrix {
  /// Calls the closure with pointers to the offsets, the columns and the values, if there are any.
  func withUnsafeParts<Result>(
    _ body: (UnsafePointer<Int64>, UnsafePointer<Int32>, UnsafePointer<Float>?) throws -> Result
  ) rethrows -> Result {
    try rowOffsets.withUnsafeBufferPointer { offsets in
      try columnIndices.withUnsafeBufferPointer { columns in
        // A matrix without entries has no address; nothing is read through this one.
        let columns = columns.baseAddress ?? UnsafePointer(bitPattern: 64)!
        guard let values else { return try body(offsets.baseAddress!, columns, nil) }
        return try values.withUnsafeBufferPointer {
          try body(offsets.baseAddress!, columns, $0.baseAddress)
        }
      }
    }
  }
}
