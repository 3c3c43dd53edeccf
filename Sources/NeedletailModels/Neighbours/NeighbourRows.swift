import NeedletailCore
import NeedletailMath

/// Finds the neighbours of many subjects on all threads and lays them out as the rows of a matrix.
enum NeighbourRows {
  /// Subjects that one thread works on at a time.
  private static let tile = 64

  /// The matrix subjects × subjects whose row s holds the `limit` largest values of what is found for s, of
  /// equal ones those with lower numbers.
  ///
  /// - Parameters:
  ///   - count: the number of subjects.
  ///   - scratch: makes the working memory of one tile.
  ///   - find: lists the values of a subject and gives the memory that holds the list.
  /// - Throws: `CancelledError`.
  static func collect<Scratch>(
    _ count: Int, limit: Int, options run: TrainingOptions, scratch: @Sendable () -> Scratch,
    find: @Sendable (Int, Scratch) -> NeighbourScratch
  ) throws -> CSRMatrix {
    let limit = min(limit, count)
    let tiles = (count + tile - 1) / tile
    let progress = ProgressCounter(stage: "neighbours", total: tiles, run.progress)
    var counts = [Int](repeating: 0, count: count)
    var failure: (any Error)?
    // Every row has room for `limit` entries; pages that no entry reaches are never touched.
    var values: SharedBuffer<Float>?
    let columns = SharedBuffer<Int32>(count: count * limit) { columns in
      values = SharedBuffer<Float>(count: count * limit) { values in
        counts.withUnsafeMutableBufferPointer { counts in
          let columns = SharedPointer(columns)
          let values = SharedPointer(values)
          let counts = SharedPointer(counts)
          do {
            try run.pool.forEach(count: tiles, cancellation: run.cancellation) { number in
              let scratch = scratch()
              for subject in number * tile..<min((number + 1) * tile, count) {
                let list = find(subject, scratch)
                list.keepLargest(limit)
                let start = subject * limit
                (columns.base + start).update(from: list.columns, count: list.count)
                (values.base + start).update(from: list.values, count: list.count)
                counts[subject] = list.count
              }
              progress.step()
            }
          } catch { failure = error }
        }
      }
    }
    if let failure { throw failure }
    return packed(columns, values!, counts: counts, stride: limit)
  }

  /// Rows of `stride` places, of which `counts` are used, without their unused places.
  private static func packed(
    _ columns: SharedBuffer<Int32>, _ values: SharedBuffer<Float>, counts: [Int], stride: Int
  ) -> CSRMatrix {
    var offsets: [Int64] = [0]
    for count in counts { offsets.append(offsets[offsets.count - 1] + Int64(count)) }
    let total = Int(offsets[counts.count])
    func gather<Element>(_ source: SharedBuffer<Element>) -> SharedBuffer<Element> {
      guard total < source.count else { return source }
      return SharedBuffer(count: total) { target in
        source.withUnsafeBufferPointer { source in
          for (row, count) in counts.enumerated() where count > 0 {
            (target.baseAddress! + Int(offsets[row]))
              .update(from: source.baseAddress! + row * stride, count: count)
          }
        }
      }
    }
    return CSRMatrix(
      rows: counts.count, columns: counts.count, rowOffsets: SharedBuffer(offsets),
      columnIndices: gather(columns), values: gather(values))
  }
}
