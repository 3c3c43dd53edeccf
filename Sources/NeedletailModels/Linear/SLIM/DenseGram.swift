import NeedletailCore
import NeedletailMath

/// The Gram matrix XᵀX of all items, dense, its rows padded to whole vectors.
struct DenseGram: Sendable {
  /// Rows one after the other.
  let values: SharedBuffer<Float>
  /// The number of items.
  let items: Int
  /// From one row to the next.
  let stride: Int

  /// Whether the matrix is worth its memory: few items, of which users have many.
  ///
  /// A sweep over a active items costs a² there, sixteen at a time, and the users of the items without it.
  static func suits(_ shape: DataShape) -> Bool {
    shape.items <= 16_384 && shape.items * shape.items <= 64 * shape.interactions
  }

  /// Bytes for so many items.
  static func bytes(items: Int) -> Int { 4 * items * stride(items) }

  private static func stride(_ items: Int) -> Int { (items + 15) / 16 * 16 }

  /// - Complexity: O(Σ m²) for histories of m items, items side by side.
  init(_ data: ItemColumns, _ options: TrainingOptions) throws {
    let (items, stride) = (data.items, Self.stride(data.items))
    let progress = ProgressCounter(stage: "Gram matrix", total: items, options.progress)
    values = try SharedBuffer(count: items * stride) { target in
      let target = SharedPointer(target)
      try options.pool.forEach(count: items, cancellation: options.cancellation) { item in
        let row = target.base + item * stride
        row.initialize(repeating: 0, count: stride)
        data.addCommon(with: item, to: row)
        progress.step()
      }
    }
    (self.items, self.stride) = (items, stride)
  }
}
