import CKernels
public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A model of dense weights W between items: the score of item j is Σ x_i W_ij, summed over the history in
/// ascending order of items.
///
/// The diagonal is zero: an item of the history does not speak for itself.
public struct ItemWeightRecommender: SimilarItems, Explaining {
  /// What it was fitted with.
  public let algorithm: any Algorithm
  /// items × items; row i holds what item i of a history says for each item.
  private let weights: Matrix

  /// The number of items that it knows.
  public var itemCount: Int { weights.columns }

  /// A model of weights.
  init(algorithm: any Algorithm, weights: Matrix) {
    self.algorithm = algorithm
    self.weights = weights
  }

  /// Opens a fitted model, as `write` left it.
  init(opening file: any ModelReader, of algorithm: any Algorithm) throws {
    let count = file.itemCount
    self.init(
      algorithm: algorithm,
      weights: Matrix(
        rows: count, columns: count, elements: try file.floats("weights", shape: [count, count])))
  }

  /// The weight W_ij with which item i of a history speaks for item j; 0 when they are the same.
  public func weight(from i: ItemRow, to j: ItemRow) -> Float { weights[i.index, j.index] }

  /// Scores every candidate for every query; an empty profile gives zeros.
  ///
  /// - Complexity: O(items in histories × candidates).
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    precondition(
      scores.rows == queries.count && scores.columns == candidates.count(of: itemCount),
      "scores of \(scores.rows) × \(scores.columns) for \(queries.count) queries")
    let width = scores.columns
    scores.withUnsafeMutableBufferPointer { scores in
      scores.update(repeating: 0)
      guard let base = scores.baseAddress else { return }
      for (index, query) in queries.enumerated() {
        switch candidates {
        case .all: add(query.profile, to: base + index * width)
        case .rows(let rows): add(query.profile, of: rows, to: base + index * width)
        }
      }
    }
  }

  /// Adds the rows of a history's items to scores of all items.
  private func add(_ profile: Profile, to scores: UnsafeMutablePointer<Float>) {
    weights.withUnsafeBufferPointer { weights in
      guard let base = weights.baseAddress else { return }
      needletail_accumulate_rows(
        base, itemCount, profile.items, profile.weights, profile.items.count, scores, itemCount)
    }
  }

  /// Adds the rows of a history's items to scores of some items, a few candidates at a time.
  private func add(_ profile: Profile, of rows: [ItemRow], to scores: UnsafeMutablePointer<Float>) {
    let entries = profile.items.count
    let atOnce = 128
    let slots = Array(0..<Int32(entries))
    weights.withUnsafeBufferPointer { weights in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(entries * atOnce, 1)) { scratch in
        for first in stride(from: 0, to: rows.count, by: atOnce) {
          let width = min(atOnce, rows.count - first)
          for (slot, item) in profile.items.enumerated() {
            for index in 0..<width {
              scratch[slot * width + index] = weights[Int(item) * itemCount + rows[first + index].index]
            }
          }
          needletail_accumulate_rows(
            scratch.baseAddress!, width, slots, profile.weights, entries, scores + first, width)
        }
      }
    }
  }

  /// The items that a history of this item alone would be recommended: by descending W_ij.
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    let request = RankingRequest(count: count, excluded: [[item.rawValue]])
    return try recommend([Query(profile: Profile([item]))], request)[0]
  }

  /// x_i · W_ij for each item i of the profile.
  public func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    zip(query.profile.items, query.profile.weights).map { other, value in
      ScoredItem(item: other, score: value * weight(from: ItemRow(rawValue: other), to: item))
    }
  }

  /// Adds the weights.
  public func write(to file: inout ModelWriter) throws {
    file.add("weights", .floats(weights.elements, shape: [itemCount, itemCount]))
  }
}
