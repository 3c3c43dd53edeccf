import CKernels
import NeedletailCore
import NeedletailData
import NeedletailMath

/// Item vectors V by which a history x scores items as x V Vᵀ: its vector is the sum of its items' vectors.
struct ItemSpace: Sendable {
  /// Items × dimension.
  let factors: Matrix
  let packed: PackedItems
  /// The length of each item's vector.
  private let lengths: [Float]

  init(_ factors: Matrix) {
    self.factors = factors
    packed = PackedItems(factors)
    lengths = (0..<factors.rows).map { Self.product(factors, $0, $0).squareRoot() }
  }

  var itemCount: Int { factors.rows }

  /// x V for each query, queries × dimension; no items give zeros.
  ///
  /// - Complexity: O(items in histories · dimension).
  func vectors(of queries: [Query]) -> Matrix {
    var vectors = Matrix(rows: queries.count, columns: factors.columns)
    let width = factors.columns
    vectors.withUnsafeMutableBufferPointer { target in
      factors.withUnsafeBufferPointer { factors in
        guard let target = target.baseAddress, let factors = factors.baseAddress else { return }
        for (number, query) in queries.enumerated() {
          needletail_accumulate_rows(
            factors, width, query.profile.items, query.profile.weights, query.profile.items.count,
            target + number * width, width)
        }
      }
    }
    return vectors
  }

  func score(vectors: Matrix, candidates: Candidates, into scores: inout Matrix) {
    switch candidates {
    case .all: packed.score(vectors, into: &scores)
    case .rows(let rows): packed.score(vectors, rows: rows.map(\.rawValue), into: &scores)
    }
  }

  func recommend(vectors: Matrix, _ request: RankingRequest) -> [[ScoredItem]] {
    guard case .rows(let rows) = request.candidates else {
      return packed.topK(vectors, count: request.count, excluded: request.excluded)
    }
    var scores = Matrix(rows: vectors.rows, columns: rows.count)
    let items = rows.map(\.rawValue)
    packed.score(vectors, rows: items, into: &scores)
    return (0..<vectors.rows).map { query in
      TopK.select(
        scores.row(query), of: items, count: request.count,
        excluding: request.excluded.isEmpty ? [] : request.excluded[query])
    }
  }

  /// The inner product of two items' vectors.
  func product(_ left: Int, _ right: Int) -> Float { Self.product(factors, left, right) }

  /// The cosine of the angle between two items' vectors; 0 where one has no length.
  func cosine(_ left: Int, _ right: Int) -> Float {
    let lengths = lengths[left] * lengths[right]
    return lengths > 0 ? product(left, right) / lengths : 0
  }

  /// The items with the greatest cosine, without the item itself.
  func similar(to item: Int, count: Int) -> [ScoredItem] {
    let cosines = (0..<itemCount).map { cosine(item, $0) }
    return TopK.select(cosines.span, count: count, excluding: [Int32(item)].span)
  }

  /// x_i ⟨v_i, v_j⟩ for each item i of the profile.
  func explain(_ query: Query, item: Int) -> [ScoredItem] {
    zip(query.profile.items, query.profile.weights).map { other, weight in
      ScoredItem(item: other, score: weight * product(Int(other), item))
    }
  }

  private static func product(_ factors: Matrix, _ left: Int, _ right: Int) -> Float {
    factors.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return 0 }
      return needletail_dot_in_order(
        base + left * factors.columns, base + right * factors.columns, factors.columns)
    }
  }
}
