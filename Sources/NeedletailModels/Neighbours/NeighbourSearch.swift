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
    limit = options.neighbours
  }

  /// The neighbours of each subject as a matrix subjects × subjects: row s holds the `neighbours` subjects most
  /// similar to s, of equally similar ones those with lower numbers.
  func allNeighbours(options run: TrainingOptions) throws -> CSRMatrix {
    try NeighbourRows.collect(vectors.rows, limit: limit, options: run) {
      index.scratch()
    } find: { subject, scratch in
      let range = vectors.range(ofRow: subject)
      vectors.columnIndices.withUnsafeBufferPointer { features in
        let own = UnsafeBufferPointer(rebasing: features[range])
        guard let values = vectors.values else {
          return index.findSimilar(own, nil, without: Int32(subject), scratch)
        }
        values.withUnsafeBufferPointer {
          index.findSimilar(own, UnsafeBufferPointer(rebasing: $0[range]), without: Int32(subject), scratch)
        }
      }
      return scratch.main
    }
  }
}
