import CKernels

/// Queries laid out for the scoring kernel: tiles of a few queries, coordinate by coordinate.
struct QueryTiles {
  /// Queries of a full tile.
  static let height = Int(NEEDLETAIL_TILE)

  let count: Int
  let dimension: Int
  private let packed: SharedBuffer<Float>

  /// The tiles of a range of the rows of a matrix.
  init(_ queries: Matrix, rows: Range<Int>) {
    count = rows.count
    dimension = queries.columns
    let tiles = (count + Self.height - 1) / Self.height
    let dimension = dimension
    packed = SharedBuffer(count: max(tiles * Self.height * dimension, 1)) { target in
      queries.withUnsafeBufferPointer { source in
        for tile in 0..<tiles {
          let first = rows.lowerBound + tile * Self.height
          let vectors = (first..<min(first + Self.height, rows.upperBound)).map { row in
            source.baseAddress.map { $0 + row * dimension }
          }
          needletail_pack(
            vectors, vectors.count, dimension, Self.height,
            target.baseAddress! + tile * Self.height * dimension)
        }
      }
    }
  }

  /// Calls the closure with each tile: its first query, how many it has, and its packed coordinates.
  func forEachTile(_ body: (_ first: Int, _ count: Int, _ tile: UnsafePointer<Float>) -> Void) {
    packed.withUnsafeBufferPointer { packed in
      for first in stride(from: 0, to: count, by: Self.height) {
        body(first, min(Self.height, count - first), packed.baseAddress! + first * dimension)
      }
    }
  }

  /// How many queries are packed at a time, so that they stay in the second-level cache while the items
  /// stream past.
  static func blockLength(dimension: Int) -> Int {
    max(1, 65536 / max(dimension, 1) / height) * height
  }
}
