/// A dense matrix of 32-bit floats, row-major, aligned to 64 bytes, owned or mapped from a file.
///
/// A value type: copies share memory until one is written to. Loops go through `row(_:)` or
/// `withUnsafeMutableBufferPointer`; the subscript is for tests and small work.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns, which is also the distance from one row to the next.
  public let columns: Int
  /// The elements, `rows × columns`, row-major.
  public private(set) var elements: SharedBuffer<Float>

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: SharedBuffer(zeros: rows * columns))
  }

  /// A matrix over elements that exist already.
  ///
  /// - Precondition: `elements.count == rows * columns`.
  public init(rows: Int, columns: Int, elements: SharedBuffer<Float>) {
    precondition(
      elements.count == rows * columns,
      "a matrix of \(rows) × \(columns) over \(elements.count) elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix from rows of equal length.
  public init(_ rows: [[Float]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "rows of unequal length")
    self.init(rows: rows.count, columns: columns, elements: SharedBuffer(rows.flatMap(\.self)))
  }

  /// One row.
  ///
  /// - Precondition: `0 <= row < rows`.
  @_lifetime(borrow self)
  public func row(_ row: Int) -> Span<Float> {
    let row = elements.span.extracting(row * columns..<(row + 1) * columns)
    return _overrideLifetime(row, borrowing: self)
  }

  /// One element.
  public subscript(row: Int, column: Int) -> Float {
    get { elements[row * columns + column] }
    set { elements.withUnsafeMutableBufferPointer { $0[row * columns + column] = newValue } }
  }

  /// Calls the closure with the elements to read, row-major.
  public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result { try elements.withUnsafeBufferPointer(body) }

  /// Calls the closure with the elements to write, row-major, after making the memory unique.
  public mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result { try elements.withUnsafeMutableBufferPointer(body) }

  /// The transposed matrix, copied.
  public func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    result.withUnsafeMutableBufferPointer { target in
      withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
        }
      }
    }
    return result
  }
}
