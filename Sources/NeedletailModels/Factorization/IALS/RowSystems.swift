import CKernels
import Glibc
import NeedletailMath

/// The least-squares problems of some rows against fixed vectors in the basis of their principal axes.
///
/// Solved in 32-bit floats; a row too ill-conditioned for them is solved again in doubles.
struct RowSystems: @unchecked Sendable {
  // Safe to share: the pointers stay valid during the closure that is given the value, and ranges of rows that
  // are solved side by side are disjoint.
  private let rows: needletail_als_rows

  /// Floats of scratch memory that `solve` needs for rows of at most `entries` entries.
  static func scratchCount(dimension: Int, entries: Int) -> Int {
    needletail_als_scratch(dimension, entries)
  }

  /// Solves a range of rows.
  ///
  /// - Parameter scratch: `scratchCount` floats for the longest row.
  func solve(_ range: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
    withUnsafePointer(to: rows) { rows in
      var next = range.lowerBound
      while true {
        next = needletail_als_solve_rows(rows, next, range.upperBound, scratch)
        guard next < range.upperBound else { return }
        solveInDoubles(next, rows)
        next += 1
      }
    }
  }

  private func solveInDoubles(_ row: Int, _ rows: UnsafePointer<needletail_als_rows>) {
    let entries = Int(rows.pointee.offsets[row + 1] - rows.pointee.offsets[row])
    let size = min(entries, rows.pointee.dimension)
    withUnsafeTemporaryAllocation(
      of: Double.self, capacity: size * size + 2 * size + rows.pointee.dimension
    ) { needletail_als_solve_row_in_doubles(rows, row, $0.baseAddress!) }
  }

  /// Calls the closure with the problems of all rows of a history.
  ///
  /// - Parameters:
  ///   - history: rows to solve × fixed rows.
  ///   - targets: what each entry's product should be; nil for one.
  ///   - ridge: one number a row.
  ///   - fixed: vectors whose Gramian is diagonal; columns past the dimension do not count.
  ///   - spectrum: α₀ times the diagonal; its length is the dimension.
  ///   - solved: rows × `fixed.columns`, to be written.
  ///   - losses: one number a row, to be written; nil when not wanted.
  static func with(
    history: CSRMatrix, targets: UnsafePointer<Float>? = nil, ridge: SharedBuffer<Float>, fixed: Matrix,
    spectrum: [Float], solved: UnsafeMutablePointer<Float>?, losses: UnsafeMutablePointer<Double>?,
    _ body: (RowSystems) throws -> Void
  ) rethrows {
    try history.rowOffsets.withUnsafeBufferPointer { offsets in
      try history.columnIndices.withUnsafeBufferPointer { columns in
        try ridge.withUnsafeBufferPointer { ridge in
          try fixed.withUnsafeBufferPointer { elements in
            try spectrum.withUnsafeBufferPointer { spectrum in
              try (history.values ?? SharedBuffer(zeros: 0)).withUnsafeBufferPointer { values in
                try body(
                  RowSystems(
                    rows: needletail_als_rows(
                      dimension: spectrum.count, stride: fixed.columns, fixed: elements.baseAddress,
                      spectrum: spectrum.baseAddress, ridge: ridge.baseAddress,
                      offsets: offsets.baseAddress, columns: columns.baseAddress,
                      values: history.values == nil ? nil : values.baseAddress, targets: targets,
                      solved: solved,
                      losses: losses)))
              }
            }
          }
        }
      }
    }
  }
}

extension CSRMatrix {
  /// The largest number of entries of a row.
  var longestRow: Int {
    rowOffsets.withUnsafeBufferPointer { offsets in
      (0..<rows).reduce(0) { max($0, Int(offsets[$1 + 1] - offsets[$1])) }
    }
  }
}
