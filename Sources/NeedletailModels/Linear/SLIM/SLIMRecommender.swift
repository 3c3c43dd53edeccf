import CKernels
public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A fitted `SLIM`: for each item of a history, what it adds to the scores of which items.
public struct SLIMRecommender: SimilarItems, Explaining {
  private let slim: SLIM
  /// Row i: the weights with which item i of a history speaks for items.
  private let weights: CSRMatrix

  init(_ slim: SLIM, _ weights: CSRMatrix) {
    self.slim = slim
    self.weights = weights
  }

  /// What it was fitted with.
  public var algorithm: any Algorithm { slim }
  /// The number of items that it knows.
  public var itemCount: Int { weights.rows }

  /// The weight with which item i of a history speaks for item j; 0 where there is none.
  public func weight(from i: ItemRow, to j: ItemRow) -> Float {
    weights.value(row: i.index, column: j.rawValue) ?? 0
  }

  /// Scores every candidate for every query; an empty profile gives zeros.
  ///
  /// - Complexity: O(weights of the items in histories + candidates).
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    precondition(
      scores.rows == queries.count && scores.columns == candidates.count(of: itemCount),
      "scores of \(scores.rows) × \(scores.columns) for \(queries.count) queries")
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
    weights.withUnsafeParts { offsets, columns, values in
      needletail_add_rows(
        offsets, columns, values, query.profile.items, query.profile.weights, query.profile.items.count,
        start,
        nil)
    }
  }

  /// The items that a history of this item alone speaks for, by descending weight.
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    Array(
      weights.entries(ofRow: item.index).filter { $0.value > 0 }
        .map { ScoredItem(item: Int32($0.column), score: $0.value) }
        .sorted(by: ScoredItem.ranksBefore).prefix(count))
  }

  /// x_i · w_ij for each item i of the profile.
  public func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    zip(query.profile.items, query.profile.weights).map { other, value in
      ScoredItem(item: other, score: value * weight(from: ItemRow(rawValue: other), to: item))
    }
  }

  /// Adds the weights.
  public func write(to file: inout ModelWriter) throws { file.add("weights", weights) }
}
