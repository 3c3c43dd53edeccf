/// A sparse matrix in compressed rows: for each row its columns in ascending order, and their values.
///
/// Offsets have 64 bits, so more than 2³¹ entries are fine; column numbers have 32. A matrix whose values are
/// all one stores none.
public struct CSRMatrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Where each row starts in `columnIndices`; `rows + 1` numbers, the first 0, the last `count`.
  public let rowOffsets: SharedBuffer<Int64>
  /// The column of each entry, ascending and without repetition within a row.
  public let columnIndices: SharedBuffer<Int32>
  /// The value of each entry, or nil when all are one.
  public let values: SharedBuffer<Float>?

  /// The number of entries.
  public var count: Int { columnIndices.count }

  /// A matrix over buffers that exist already.
  ///
  /// - Precondition: the lengths agree, offsets ascend from 0 to `count`. Column order is the caller's promise;
  ///   `isValid` checks it.
  public init(
    rows: Int, columns: Int, rowOffsets: SharedBuffer<Int64>, columnIndices: SharedBuffer<Int32>,
    values: SharedBuffer<Float>?
  ) {
    precondition(rowOffsets.count == rows + 1, "\(rowOffsets.count) offsets for \(rows) rows")
    precondition(
      rowOffsets[0] == 0 && rowOffsets[rows] == Int64(columnIndices.count),
      "offsets end at \(rowOffsets[rows]), entries at \(columnIndices.count)")
    precondition(
      values.map { $0.count == columnIndices.count } ?? true, "values and columns differ in number")
    self.rows = rows
    self.columns = columns
    self.rowOffsets = rowOffsets
    self.columnIndices = columnIndices
    self.values = values
  }

  /// A matrix from rows of (column, value) pairs in any order; values of repeated columns are added.
  ///
  /// - Precondition: every column lies in `0..<columns`.
  public init(columns: Int, rows: [[(column: Int, value: Float)]]) {
    var offsets: [Int64] = [0]
    var indices: [Int32] = []
    var values: [Float] = []
    for row in rows {
      for (column, value) in row.sorted(by: { $0.column < $1.column }) {
        precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
        if indices.count > Int(offsets.last!), indices.last == Int32(column) {
          values[values.count - 1] += value
        } else {
          indices.append(Int32(column))
          values.append(value)
        }
      }
      offsets.append(Int64(indices.count))
    }
    self.init(
      rows: rows.count, columns: columns, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(indices),
      values: values.allSatisfy { $0 == 1 } ? nil : SharedBuffer(values))
  }

  /// Where the entries of a row lie in `columnIndices` and `values`.
  public func range(ofRow row: Int) -> Range<Int> { Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) }

  /// The columns of one row, ascending.
  @_lifetime(borrow self)
  public func columns(ofRow row: Int) -> Span<Int32> {
    _overrideLifetime(columnIndices.span.extracting(range(ofRow: row)), borrowing: self)
  }

  /// The number of entries of a row.
  public func count(ofRow row: Int) -> Int { Int(rowOffsets[row + 1] - rowOffsets[row]) }

  /// The value of the entry at a position of `columnIndices`.
  public func value(at position: Int) -> Float { values?[position] ?? 1 }

  /// One row as (column, value) pairs; for tests and single queries.
  public func entries(ofRow row: Int) -> [(column: Int, value: Float)] {
    range(ofRow: row).map { (Int(columnIndices[$0]), value(at: $0)) }
  }

  /// Whether every column is in range and ascends strictly within its row, and no offset descends.
  ///
  /// - Complexity: O(rows + count).
  public var isValid: Bool {
    for row in 0..<rows {
      guard rowOffsets[row] <= rowOffsets[row + 1] else { return false }
      var last: Int32 = -1
      for position in range(ofRow: row) {
        let column = columnIndices[position]
        guard column > last, column < columns else { return false }
        last = column
      }
    }
    return true
  }

  /// The transposed matrix; rows of the result ascend because the rows of `self` are walked in order.
  ///
  /// - Complexity: O(rows + columns + count).
  public func transposed() -> CSRMatrix {
    var next = [Int64](repeating: 0, count: columns + 1)
    columnIndices.withUnsafeBufferPointer { for column in $0 { next[Int(column) + 1] += 1 } }
    for column in 0..<columns { next[column + 1] += next[column] }
    let offsets = SharedBuffer(next)
    var transposedValues: SharedBuffer<Float>?
    let indices = SharedBuffer<Int32>(count: count) { target in
      columnIndices.withUnsafeBufferPointer { source in
        func scatter(_ body: (_ from: Int, _ to: Int) -> Void) {
          for row in 0..<rows {
            for position in range(ofRow: row) {
              let column = Int(source[position])
              let place = Int(next[column])
              next[column] += 1
              target[place] = Int32(row)
              body(position, place)
            }
          }
        }
        if let values {
          transposedValues = SharedBuffer<Float>(count: count) { to in
            values.withUnsafeBufferPointer { from in scatter { to[$1] = from[$0] } }
          }
        } else {
          scatter { _, _ in }
        }
      }
    }
    return CSRMatrix(
      rows: columns, columns: rows, rowOffsets: offsets, columnIndices: indices,
      values: transposedValues)
  }
}
