import CKernels
import NeedletailCore
import NeedletailData
import NeedletailMath

/// A fitted model whose items speak for their neighbours: the score of a candidate is the sum of the weights that
/// the items of the history have for it.
struct ItemNeighbourRecommender: SimilarItems, Explaining {
  let algorithm: any Algorithm
  /// Row j: the items that item j speaks for, and how strongly.
  private let neighbours: CSRMatrix

  init(_ algorithm: any Algorithm, _ neighbours: CSRMatrix) {
    self.algorithm = algorithm
    self.neighbours = neighbours
  }

  var itemCount: Int { neighbours.rows }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
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

  func similar(to item: ItemRow, count: Int) -> [ScoredItem] {
    Array(
      neighbours.entries(ofRow: item.index).map { ScoredItem(item: Int32($0.column), score: $0.value) }
        .sorted(by: ScoredItem.ranksBefore).prefix(count))
  }

  func explain(_ query: Query, item: ItemRow) -> [ScoredItem] {
    zip(query.profile.items, query.profile.weights).map { known, weight in
      let similarity = neighbours.value(row: Int(known), column: item.rawValue) ?? 0
      return ScoredItem(item: known, score: weight * similarity)
    }
  }

  func write(to file: inout ModelWriter) { file.add("neighbours", neighbours) }
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
