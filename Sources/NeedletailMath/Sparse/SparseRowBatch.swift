/// A few sparse rows, cut at the tile borders of a symmetric matrix that they are to be multiplied with.
public struct SparseRowBatch: Sendable {
  /// The number of rows.
  public let count: Int
  /// The entries that meet each strip of tiles.
  let parts: [Part]

  /// The entries of all rows that lie in the columns of one strip.
  struct Part: Sendable {
    /// The rows of the batch that have entries here.
    var rows: [Int32] = []
    /// Where the entries of each such row start; one more at the end.
    var starts: [Int] = [0]
    /// The columns of the entries, counted from the start of the strip.
    var columns: [Int32] = []
    /// The places of these columns in `distinct`.
    var slots: [Int32] = []
    /// The values of the entries.
    var values: [Float] = []
    /// The columns that occur, ascending.
    var distinct: [Int32] = []
  }

  /// Cuts rows for the tiles of a matrix.
  ///
  /// - Parameters:
  ///   - rows: for each row its columns, ascending, and their values.
  ///   - tiles: the matrix.
  /// - Precondition: columns lie in `0..<tiles.order`.
  /// - Complexity: O(entries + rows + order).
  public init(_ rows: [(columns: [Int32], values: [Float])], for tiles: SymmetricTiles) {
    count = rows.count
    var parts = [Part](repeating: Part(), count: tiles.stripCount)
    for (number, row) in rows.enumerated() {
      var last = -1
      for (column, value) in zip(row.columns, row.values) {
        precondition(column >= 0 && Int(column) < tiles.order, "column \(column) of \(tiles.order)")
        let strip = Int(column) / tiles.edge
        if strip != last {
          parts[strip].rows.append(Int32(number))
          parts[strip].starts.append(parts[strip].columns.count)
          last = strip
        }
        parts[strip].columns.append(column - Int32(strip * tiles.edge))
        parts[strip].values.append(value)
        parts[strip].starts[parts[strip].rows.count] += 1
      }
    }
    var slots = [Int32](repeating: -1, count: tiles.edge)
    for strip in parts.indices where !parts[strip].columns.isEmpty {
      parts[strip].distinct = Set(parts[strip].columns).sorted()
      for (slot, column) in parts[strip].distinct.enumerated() { slots[Int(column)] = Int32(slot) }
      parts[strip].slots = parts[strip].columns.map { slots[Int($0)] }
    }
    self.parts = parts
  }
}
