public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A fitted `EASE`, or one of its kin that differs in the Gram matrix only.
///
/// It keeps the lower tiles of P, for EASE (XᵀX + λI)⁻¹, without its diagonal, and −1 / P_jj for each item: half of what
/// the weights B take, which are not symmetric. The score of item j is (Σ x_i P_ij) · (−1 / P_jj), summed
/// over the history in ascending order of items.
public struct EASERecommender: SimilarItems, Explaining {
  private let tiles: SymmetricTiles
  private let factors: SharedBuffer<Float>

  /// What it was fitted with.
  public let algorithm: any Algorithm
  /// The number of items that it knows.
  public var itemCount: Int { tiles.order }

  /// A model from P.
  init(algorithm: any Algorithm, inverse: consuming SymmetricTiles) {
    // The only owner: writing to the diagonal must not copy gigabytes.
    var tiles = consume inverse
    let diagonal = tiles.diagonal
    tiles.updateDiagonal { element, _ in element = 0 }
    self.init(algorithm: algorithm, tiles: tiles, factors: SharedBuffer(diagonal.map { -1 / $0 }))
  }

  /// A model from its tensors.
  private init(algorithm: any Algorithm, tiles: SymmetricTiles, factors: SharedBuffer<Float>) {
    self.algorithm = algorithm
    self.tiles = tiles
    self.factors = factors
  }

  /// Opens a fitted model, as `write` left it.
  init(opening file: any ModelReader, of algorithm: any Algorithm) throws {
    let count = SymmetricTiles.elementCount(order: file.itemCount)
    self.init(
      algorithm: algorithm,
      tiles: SymmetricTiles(order: file.itemCount, elements: try file.floats("inverse", shape: [count])),
      factors: try file.floats("factors", shape: [file.itemCount]))
  }

  /// The weight B_ij with which item i of a history speaks for item j; 0 when they are the same.
  public func weight(from i: ItemRow, to j: ItemRow) -> Float {
    tiles[i.index, j.index] * factors[j.index] + 0
  }

  /// Scores every candidate for every query; an empty profile gives zeros.
  ///
  /// - Complexity: O(items in histories × candidates).
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    precondition(
      scores.rows == queries.count && scores.columns == candidates.count(of: itemCount),
      "scores of \(scores.rows) × \(scores.columns) for \(queries.count) queries")
    switch candidates {
    case .all:
      let batch = batch(of: queries)
      scores.withUnsafeMutableBufferPointer { scores in
        guard let base = scores.baseAddress else { return }
        for strip in 0..<tiles.stripCount {
          tiles.multiply(
            batch, strip: strip, scaledBy: factors,
            into: base + tiles.rows(ofStrip: strip).lowerBound, stride: itemCount)
        }
      }
    case .rows(let rows):
      let columns = rows.map(\.rawValue)
      scores.withUnsafeMutableBufferPointer { scores in
        for (index, query) in queries.enumerated() {
          let places = index * columns.count..<(index + 1) * columns.count
          tiles.multiply(
            row(of: query), columns: columns, scaledBy: factors,
            into: UnsafeMutableBufferPointer(rebasing: scores[places]))
        }
      }
    }
  }

  /// The best items for every query, selected tile by tile: scores of queries × items never exist at once.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    switch request.candidates {
    case .all:
      var lists: [[ScoredItem]] = []
      for first in stride(from: 0, to: queries.count, by: Self.queriesAtOnce) {
        let part = first..<min(first + Self.queriesAtOnce, queries.count)
        lists += select(
          Array(queries[part]), count: min(request.count, itemCount),
          excluded: request.excluded.isEmpty ? [] : Array(request.excluded[part]))
      }
      return lists
    case .rows(let rows):
      let columns = rows.map(\.rawValue)
      return try queries.indices.map { index in
        var scores = Matrix(rows: 1, columns: columns.count)
        try score([queries[index]], candidates: request.candidates, into: &scores)
        return TopK.select(
          scores.row(0), of: columns, count: request.count,
          excluding: request.excluded.isEmpty ? [] : request.excluded[index])
      }
    }
  }

  /// Queries that are worked on together: their scores of one strip take at most 32 MB.
  private static let queriesAtOnce = 16384

  private func select(_ queries: [Query], count: Int, excluded: [[Int32]]) -> [[ScoredItem]] {
    let batch = batch(of: queries)
    var selections = queries.indices.map {
      RankedSelection(count: count, excluded: excluded.isEmpty ? [] : excluded[$0])
    }
    var scores = Matrix(rows: queries.count, columns: min(tiles.edge, itemCount))
    for strip in 0..<tiles.stripCount {
      let items = tiles.rows(ofStrip: strip)
      let width = scores.columns
      scores.withUnsafeMutableBufferPointer { scores in
        tiles.multiply(batch, strip: strip, scaledBy: factors, into: scores.baseAddress!, stride: width)
      }
      for index in queries.indices {
        selections[index].offer(scores.row(index).extracting(first: items.count), firstItem: items.lowerBound)
      }
    }
    return queries.indices.map { index in
      selections[index].list { score(of: $0, for: queries[index]) }
    }
  }

  private func score(of item: Int32, for query: Query) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { score in
      tiles.multiply(row(of: query), columns: [item], scaledBy: factors, into: score)
      return score[0]
    }
  }

  /// The items that a history of this item alone would be recommended: by descending B_ij.
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    let request = RankingRequest(count: count, excluded: [[item.rawValue]])
    return try recommend([Query(profile: Profile([item]))], request)[0]
  }

  /// x_i · B_ij for each item i of the profile.
  public func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    zip(query.profile.items, query.profile.weights).map { other, value in
      ScoredItem(item: other, score: value * weight(from: ItemRow(rawValue: other), to: item))
    }
  }

  /// Adds the tiles of P and the factors −1 / P_jj.
  public func write(to file: inout ModelWriter) throws {
    file.add("inverse", .floats(tiles.elements, shape: [tiles.elements.count]))
    file.add("factors", .floats(factors, shape: [factors.count]))
  }

  private func batch(of queries: [Query]) -> SparseRowBatch {
    SparseRowBatch(queries.map { row(of: $0) }, for: tiles)
  }

  private func row(of query: Query) -> (columns: [Int32], values: [Float]) {
    (query.profile.items, query.profile.weights)
  }
}
