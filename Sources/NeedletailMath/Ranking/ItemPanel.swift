import CKernels

/// The panel of the scoring kernel: items side by side, coordinate by coordinate.
enum ItemPanel {
  /// Items of a panel.
  static let width = Int(NEEDLETAIL_PANEL)

  /// Lays rows of a matrix, at most `width`, side by side.
  static func pack(
    _ factors: Matrix, _ items: some Sequence<Int>, into panel: UnsafeMutablePointer<Float>
  ) {
    factors.withUnsafeBufferPointer { source in
      let vectors = items.map { item in
        precondition(item >= 0 && item < factors.rows, "item \(item) of \(factors.rows)")
        return source.baseAddress.map { $0 + item * factors.columns }
      }
      needletail_pack(vectors, vectors.count, factors.columns, width, panel)
    }
  }

  /// Scores the first `width` items of a panel for all queries of the tiles.
  static func score(
    _ panel: UnsafePointer<Float>, width: Int, _ tiles: QueryTiles,
    into scores: UnsafeMutablePointer<Float>, stride: Int
  ) {
    tiles.forEachTile { first, count, tile in
      let target = scores + first * stride
      if width == Self.width {
        needletail_score(panel, tile, tiles.dimension, count, target, stride)
        return
      }
      // The kernel writes whole panels; the last one may be wider than the matrix.
      withUnsafeTemporaryAllocation(of: Float.self, capacity: count * Self.width) { whole in
        needletail_score(panel, tile, tiles.dimension, count, whole.baseAddress!, Self.width)
        for query in 0..<count {
          for item in 0..<width { target[query * stride + item] = whole[query * Self.width + item] }
        }
      }
    }
  }
}
