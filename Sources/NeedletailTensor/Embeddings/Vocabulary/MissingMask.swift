import CKernels
public import NeedletailMath

/// Replaces a share of the ids of a batch by the row of missing ones, so that this row learns what to say of ids that
/// training never saw.
///
/// Whether a position is masked depends on the seed, the step and the position alone. Padding stays.
public struct MissingMask: Sendable, Hashable {
  /// The share of ids that is masked, in 0...1.
  public let share: Double
  /// The seed of the choice.
  public let seed: UInt64
  /// Which rows stand for missing ids.
  public let reserved: ReservedRows

  /// A mask.
  ///
  /// - Throws: `EmbeddingError` for a share outside 0...1.
  public init(share: Double = 0.01, seed: UInt64, reserved: ReservedRows) throws(EmbeddingError) {
    guard (0...1).contains(share) else {
      throw EmbeddingError(.configuration, table: "mask", "share: expected a number in 0...1, found \(share)")
    }
    self.share = share
    self.seed = seed
    self.reserved = reserved
  }

  /// Masks the rows of a batch.
  ///
  /// - Parameters:
  ///   - rows: examples × fields, row-major.
  ///   - step: the number of the batch in the training, 0 or more.
  ///   - pool: the threads.
  public func apply(to rows: inout MutableSpan<Int32>, step: Int, pool: WorkerPool) {
    precondition(
      rows.count % reserved.fields == 0, "\(rows.count) rows in examples of \(reserved.fields) fields")
    guard share > 0 else { return }
    var stream = RandomStream(seed: seed, purpose: 0xE3BF, row: step)
    let (key, count, tile) = (stream.next(), rows.count, 1 << 15)
    let threshold = UInt32(min(share * 0x1p32, Double(UInt32.max)))
    let (fields, spread) = (reserved.fields, Int32(reserved.missing == .shared ? 0 : 1))
    rows.withUnsafeMutableBufferPointer { rows in
      let rows = SharedPointer(rows)
      pool.forEach(count: (count + tile - 1) / tile) { number in
        needletail_embedding_mask(
          rows.base, number * tile, min(count, (number + 1) * tile), key, threshold, 1, fields, spread)
      }
    }
  }
}
