public import NeedletailCore
import NeedletailData
public import NeedletailMath

/// A fitted iALS model.
///
/// Users and items are kept in the basis of the items' principal axes, strongest first, where the items'
/// Gramian is diagonal: folding a history in needs its few items and that diagonal only.
public struct IALSModel: UserRows, FactorRecommender {
  /// What it was fitted with.
  public let algorithm: any Algorithm
  /// The same with λ itself in its `l2`.
  let ials: IALS
  /// Users × the dimension rounded up to 16, zeros past the dimension.
  public let userFactors: Matrix
  /// Items × the dimension rounded up to 16, zeros past the dimension.
  public let itemFactors: Matrix
  /// The eigenvalues of the items' Gramian, descending: the squared lengths of the columns of `itemFactors`.
  public let spectrum: [Float]
  /// For each training user, the fingerprint of the profile that its row was solved from.
  let fingerprints: SharedBuffer<Int64>
  let packed: PackedItems

  /// The number of items.
  public var itemCount: Int { itemFactors.rows }

  /// A model from its parts.
  ///
  /// - Parameter l2: λ itself, which differs from the algorithm's when that is scale-free.
  init(
    _ algorithm: IALS, l2: Double, userFactors: Matrix, itemFactors: Matrix, spectrum: [Float],
    fingerprints: SharedBuffer<Int64>
  ) {
    self.init(
      ials: algorithm.resolved(l2: l2), algorithm: algorithm, userFactors: userFactors,
      itemFactors: itemFactors, spectrum: spectrum, fingerprints: fingerprints,
      packed: PackedItems(itemFactors))
  }

  /// A model from all its fields.
  init(
    ials: IALS, algorithm: any Algorithm, userFactors: Matrix, itemFactors: Matrix, spectrum: [Float],
    fingerprints: SharedBuffer<Int64>, packed: PackedItems
  ) {
    self.ials = ials
    self.algorithm = algorithm
    self.userFactors = userFactors
    self.itemFactors = itemFactors
    self.spectrum = spectrum
    self.fingerprints = fingerprints
    self.packed = packed
  }

  /// Scores candidates: inner products of the queries' vectors with the items'. A stranger scores zero.
  ///
  /// - Complexity: O(candidates · dimension) a query, beyond `vectors(of:)`.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    score(vectors: vectors(of: queries), candidates: candidates, into: &scores)
  }

  /// Scores candidates for vectors.
  public func score(vectors: Matrix, candidates: Candidates, into scores: inout Matrix) {
    switch candidates {
    case .all: packed.score(vectors, into: &scores)
    case .rows(let rows): packed.score(vectors, rows: rows.map(\.rawValue), into: &scores)
    }
  }

  /// The best items for every query, best first, without a matrix of all scores.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    recommend(vectors: vectors(of: queries), request)
  }

  /// The best items for every vector, best first.
  public func recommend(vectors: Matrix, _ request: RankingRequest) -> [[ScoredItem]] {
    packed.recommend(vectors, request)
  }

  /// The root mean square of each vector's scores over all items, from the spectrum.
  public func scales(of vectors: Matrix) -> [Double] {
    (0..<vectors.rows).map { row in
      let vector = vectors.row(row)
      var sum = 0.0
      for (axis, length) in spectrum.enumerated() {
        sum += Double(length) * Double(vector[axis]) * Double(vector[axis])
      }
      return (sum / Double(max(itemCount, 1))).squareRoot()
    }
  }
}
