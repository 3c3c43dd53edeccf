import CKernels
package import NeedletailCore
package import NeedletailData
package import NeedletailMath

/// A fitted model of sparse weights between items: the score of a candidate is the sum of the weights that the items
/// of the history have for it, times theirs.
///
/// Neighbours, walks and SLIM differ in how the weights are found, not in what they are used for.
package struct SparseWeightRecommender: SimilarItems, Explaining {
  package let algorithm: any Algorithm
  /// Row j: the items that item j speaks for, and how strongly.
  private let neighbours: CSRMatrix

  init(_ algorithm: any Algorithm, _ neighbours: CSRMatrix) {
    self.algorithm = algorithm
    self.neighbours = neighbours
  }

  package var itemCount: Int { neighbours.rows }

  /// The weight with which item i of a history speaks for item j; 0 where there is none.
  ///
  /// - Complexity: O(log m) for an item that speaks for m others.
  package func weight(from i: ItemRow, to j: ItemRow) -> Float {
    neighbours.value(row: i.index, column: j.rawValue) ?? 0
  }

  package func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    scores.withUnsafeMutableBufferPointer { target in
      switch candidates {
      case .all:
        target.update(repeating: 0)
        for (number, query) in queries.enumerated() {
          add(
            query, to: UnsafeMutableBufferPointer(rebasing: target[number * columns..<(number + 1) * columns])
          )
        }
      case .rows(let items):
        var sums = [Float](repeating: 0, count: itemCount)
        for (number, query) in queries.enumerated() {
          sums.withUnsafeMutableBufferPointer {
            $0.update(repeating: 0)
            add(query, to: $0)
          }
          for (place, item) in items.enumerated() { target[number * columns + place] = sums[item.index] }
        }
      }
    }
  }

  /// Adds what each item of the history says, in ascending order of the items.
  private func add(_ query: Query, to sums: UnsafeMutableBufferPointer<Float>) {
    guard let start = sums.baseAddress else { return }
    neighbours.withUnsafeParts { offsets, columns, values in
      needletail_add_rows(
        offsets, columns, values, query.profile.items, query.profile.weights, query.profile.items.count,
        start, nil)
    }
  }

  package func similar(to item: ItemRow, count: Int) -> [ScoredItem] {
    Array(
      neighbours.entries(ofRow: item.index).map { ScoredItem(item: Int32($0.column), score: $0.value) }
        .sorted(by: ScoredItem.ranksBefore).prefix(count))
  }

  package func explain(_ query: Query, item: ItemRow) -> [ScoredItem] {
    zip(query.profile.items, query.profile.weights).map { known, weight in
      ScoredItem(item: known, score: weight * self.weight(from: ItemRow(rawValue: known), to: item))
    }
  }

  package func write(to file: inout ModelWriter) { file.add("neighbours", neighbours) }
}

extension CSRMatrix {
  /// The value of an entry, nil where there is none.
  ///
  /// - Complexity: O(log m) for a row of m entries.
  func value(row: Int, column: Int32) -> Float? {
    var range = range(ofRow: row)
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      let found = columnIndices[middle]
      if found == column { return value(at: middle) }
      range = found < column ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }
}
