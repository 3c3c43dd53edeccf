import NeedletailCore
import NeedletailMath

/// Finds the neighbours of every subject among all subjects.
struct NeighbourSearch {
  private let vectors: CSRMatrix
  private let index: SimilarityIndex
  private let limit: Int

  /// A search over transformed vectors, subjects × features.
  init(_ vectors: CSRMatrix, _ options: NeighbourOptions) {
    self.vectors = vectors
    index = SimilarityIndex(vectors, options)
    limit = min(options.neighbours, vectors.rows)
  }

  /// Subjects that one thread works on at a time.
  private static let tile = 64

  /// The neighbours of each subject as a matrix subjects × subjects: row s holds the `neighbours` subjects most
  /// similar to s, of equally similar ones those with lower numbers.
  func allNeighbours(options run: TrainingOptions) throws -> CSRMatrix {
    let count = vectors.rows
    let tiles = (count + Self.tile - 1) / Self.tile
    let progress = ProgressCounter(stage: "neighbours", total: tiles, run.progress)
    var counts = [Int](repeating: 0, count: count)
    var failure: (any Error)?
    // Every row has room for `limit` entries; pages that no entry reaches are never touched.
    var values: SharedBuffer<Float>?
    let columns = SharedBuffer<Int32>(count: count * limit) { columns in
      values = SharedBuffer<Float>(count: count * limit) { values in
        counts.withUnsafeMutableBufferPointer { counts in
          let target = Target(columns: .init(columns), values: .init(values), counts: .init(counts))
          do {
            try run.pool.forEach(count: tiles, cancellation: run.cancellation) { tile in
              find(tile * Self.tile..<min((tile + 1) * Self.tile, count), target)
              progress.step()
            }
          } catch { failure = error }
        }
      }
    }
    if let failure { throw failure }
    return Self.packed(columns, values!, counts: counts, stride: limit)
  }

  private struct Target: Sendable {
    let columns: SharedPointer<Int32>
    let values: SharedPointer<Float>
    let counts: SharedPointer<Int>
  }

  private func find(_ subjects: Range<Int>, _ target: Target) {
    let scratch = index.scratch()
    vectors.columnIndices.withUnsafeBufferPointer { features in
      for subject in subjects {
        let range = vectors.range(ofRow: subject)
        let own = UnsafeBufferPointer(rebasing: features[range])
        if let values = vectors.values {
          values.withUnsafeBufferPointer {
            index.findSimilar(own, UnsafeBufferPointer(rebasing: $0[range]), without: Int32(subject), scratch)
          }
        } else {
          index.findSimilar(own, nil, without: Int32(subject), scratch)
        }
        let list = scratch.main
        list.keepLargest(limit)
        let start = subject * limit
        (target.columns.base + start).update(from: list.columns, count: list.count)
        (target.values.base + start).update(from: list.values, count: list.count)
        target.counts[subject] = list.count
      }
    }
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
