/// A symmetric matrix of which the lower triangle is stored, in square tiles: half the memory of a full one.
///
/// Tiles of one tile row lie side by side in a strip, so that a strip is a row-major matrix of
/// `edge` rows whose columns reach to the end of its diagonal tile. Diagonal tiles are stored in full. The tiles do not
/// depend on the number of threads, so neither do results.
public struct SymmetricTiles: Sendable, Equatable {
  /// The number of rows, and of columns.
  public let order: Int
  /// Rows of a tile; the last tile row may be lower.
  public let edge: Int
  /// The strips, one after the other.
  public internal(set) var elements: SharedBuffer<Float>

  /// The tile edge at which products run at full speed: three tiles fit into the caches of one core.
  public static let standardEdge = 512

  /// A matrix of zeros.
  ///
  /// - Parameters:
  ///   - order: the number of rows and columns.
  ///   - edge: rows of a tile; tests use small ones.
  public init(order: Int, edge: Int = SymmetricTiles.standardEdge) {
    self.init(
      order: order, edge: edge,
      elements: SharedBuffer(zeros: Self.elementCount(order: order, edge: edge)))
  }

  /// A matrix over strips that exist already, from a model file for example.
  ///
  /// - Precondition: `elements.count == elementCount(order:edge:)`.
  public init(order: Int, edge: Int = SymmetricTiles.standardEdge, elements: SharedBuffer<Float>) {
    precondition(order >= 0 && edge > 0, "tiles of \(edge) for a matrix of \(order)")
    precondition(
      elements.count == Self.elementCount(order: order, edge: edge),
      "\(elements.count) elements for the tiles of a matrix of \(order)")
    self.order = order
    self.edge = edge
    self.elements = elements
  }

  /// The number of stored elements: order · (order + edge) / 2, or slightly less.
  public static func elementCount(order: Int, edge: Int = SymmetricTiles.standardEdge) -> Int {
    let full = order / edge
    return edge * edge * full * (full + 1) / 2 + (order - full * edge) * order
  }

  /// The number of tile rows.
  public var stripCount: Int { (order + edge - 1) / edge }

  /// The rows of the matrix that a tile row holds.
  public func rows(ofStrip strip: Int) -> Range<Int> { strip * edge..<min((strip + 1) * edge, order) }

  /// Where a strip starts in `elements`.
  public func offset(ofStrip strip: Int) -> Int { edge * edge * strip * (strip + 1) / 2 }

  /// Columns of a strip, and the distance from one of its rows to the next.
  public func stride(ofStrip strip: Int) -> Int { min((strip + 1) * edge, order) }

  /// One element; for tests and single questions.
  public subscript(row: Int, column: Int) -> Float {
    precondition(row >= 0 && row < order && column >= 0 && column < order, "(\(row), \(column)) of \(order)")
    return elements[place(max(row, column), min(row, column))]
  }

  /// The diagonal.
  public var diagonal: [Float] { (0..<order).map { elements[place($0, $0)] } }

  /// Adds a number to every element of the diagonal.
  public mutating func addToDiagonal(_ value: Float) {
    addToDiagonal([Float](repeating: value, count: order))
  }

  /// Adds numbers to the elements of the diagonal.
  ///
  /// - Precondition: one number a row.
  public mutating func addToDiagonal(_ values: [Float]) {
    precondition(values.count == order, "\(values.count) numbers for a diagonal of \(order)")
    updateDiagonal { $0 += values[$1] }
  }

  /// Calls the closure with each element of the diagonal and its row.
  public mutating func updateDiagonal(_ body: (inout Float, Int) -> Void) {
    let places = (0..<order).map { place($0, $0) }
    elements.withUnsafeMutableBufferPointer { elements in
      for row in places.indices { body(&elements[places[row]], row) }
    }
  }

  /// Where an element on or below the diagonal lies.
  func place(_ row: Int, _ column: Int) -> Int {
    let strip = row / edge
    return offset(ofStrip: strip) + (row - strip * edge) * stride(ofStrip: strip) + column
  }
}

/// The tiles of a matrix while loops write to them.
struct TileBlocks: Sendable {
  let tiles: SymmetricTiles
  let base: SharedPointer<Float>

  /// Tiles `columns` of a tile row, side by side.
  func block(_ strip: Int, _ columns: Range<Int>) -> BLAS.Block {
    let first = columns.lowerBound * tiles.edge
    let stride = tiles.stride(ofStrip: strip)
    return BLAS.Block(
      base.base + tiles.offset(ofStrip: strip) + first, rows: tiles.rows(ofStrip: strip).count,
      columns: min(columns.upperBound * tiles.edge, stride) - first, stride: stride)
  }

  /// One tile.
  func block(_ strip: Int, _ column: Int) -> BLAS.Block { block(strip, column..<column + 1) }
}

extension SymmetricTiles {
  /// Calls the closure with the tiles to write to.
  mutating func withBlocks<Result>(_ body: (TileBlocks) throws -> Result) rethrows -> Result {
    // The geometry travels without the elements, which must stay uniquely referenced.
    let geometry = SymmetricTiles(order: order, edge: edge, geometry: ())
    return try elements.withUnsafeMutableBufferPointer { buffer in
      try body(TileBlocks(tiles: geometry, base: SharedPointer(buffer)))
    }
  }

  private init(order: Int, edge: Int, geometry: Void) {
    self.order = order
    self.edge = edge
    elements = SharedBuffer(zeros: 0)
  }
}
