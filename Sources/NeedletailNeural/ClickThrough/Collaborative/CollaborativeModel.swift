package import NeedletailCore
import NeedletailData
package import NeedletailMath

/// A fitted model of neural collaborative filtering: scores are logits, computed on the host without LibTorch.
package struct CollaborativeModel: UserRows {
  /// What it was fitted with.
  package let algorithm: any Algorithm
  package let network: CollaborativeNetwork
  /// For each training user, the fingerprint of the profile that its row was learnt from.
  let fingerprints: SharedBuffer<Int64>
  /// Items × (K + 1): q, 1; nil for no product.
  private let product: PackedItems?
  private let tower: HiddenTower?
  private let fitting: RowFitting

  /// The number of items.
  package var itemCount: Int { network.items.rows }

  package init(
    _ algorithm: some CollaborativeAlgorithm, _ network: CollaborativeNetwork,
    fingerprints: SharedBuffer<Int64>
  ) {
    self.algorithm = algorithm
    self.network = network
    self.fingerprints = fingerprints
    product =
      network.shape.product > 0 ? PackedItems(network.items.columns(0..<network.shape.product, and: 1)) : nil
    tower = HiddenTower(network)
    fitting = RowFitting(network, tower, algorithm.settings)
  }

  /// Scores candidates. A stranger without a history is scored as the mean training user.
  ///
  /// - Complexity: O(candidates · network) a query, beyond folding in.
  package func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let rows: [Int32]? =
      switch candidates {
      case .all: nil
      case .rows(let rows): rows.map(\.rawValue)
      }
    let vectors = vectors(of: queries)
    if let product {
      let users = productVectors(vectors)
      if let rows {
        product.score(users, rows: rows, into: &scores)
      } else {
        product.score(users, into: &scores)
      }
    } else {
      scores.withUnsafeMutableBufferPointer { $0.update(repeating: network.bias) }
    }
    guard let tower else { return }
    let parts = tower.userParts(vectors.columns(network.shape.product..<network.shape.width))
    tower.add(parts, rows: rows, to: &scores)
  }

  /// The best items for every query, best first; a product alone needs no matrix of all scores.
  package func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    guard tower == nil, let product, case .all = request.candidates else {
      return try ranked(queries, request)
    }
    return product.topK(
      productVectors(vectors(of: queries)), count: request.count, excluded: request.excluded)
  }

  /// h ∘ p, and the bias.
  private func productVectors(_ vectors: Matrix) -> Matrix {
    let count = network.shape.product
    var scaled = vectors.columns(0..<count, and: network.bias)
    scaled.withUnsafeMutableBufferPointer { target in
      for row in 0..<vectors.rows {
        for k in 0..<count { target[row * (count + 1) + k] *= network.head[k] }
      }
    }
    return scaled
  }

  /// The rows of queries: a known user's own while the profile is the one that it was learnt from, else folded in.
  func vectors(of queries: [Query]) -> Matrix {
    let width = network.shape.width
    var result = Matrix(rows: queries.count, columns: width)
    result.withUnsafeMutableBufferPointer { target in
      network.users.withUnsafeBufferPointer { users in
        for (index, query) in queries.enumerated() {
          if let row = learntRow(of: query) {
            for place in 0..<width { target[index * width + place] = users[row * width + place] }
          } else {
            for (place, number) in fitting.row(of: query.profile).enumerated() {
              target[index * width + place] = number
            }
          }
        }
      }
    }
    return result
  }

  /// The row of a query's user if it was learnt from the very profile of the query.
  private func learntRow(of query: Query) -> Int? {
    guard let user = query.user?.index, user >= 0, user < fingerprints.count,
      UInt64(bitPattern: fingerprints[user]) == query.profile.fingerprint
    else { return nil }
    return user
  }

  /// Adds the network and the users' fingerprints.
  package func write(to file: inout ModelWriter) throws {
    network.write(to: &file)
    file.add("fingerprints", .longs(fingerprints))
  }
}

extension Recommender {
  /// The best items by scores of all candidates.
  fileprivate func ranked(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    var scores = Matrix(rows: queries.count, columns: request.candidates.count(of: itemCount))
    try score(queries, candidates: request.candidates, into: &scores)
    return queries.indices.map { index in
      let excluded = request.excluded.isEmpty ? [] : request.excluded[index]
      switch request.candidates {
      case .all: return TopK.select(scores.row(index), count: request.count, excluding: excluded.span)
      case .rows(let rows):
        return TopK.select(
          scores.row(index), of: rows.map(\.rawValue), count: request.count, excluding: excluded)
      }
    }
  }
}

extension Matrix {
  /// Some columns, and one more of equal numbers.
  fileprivate func columns(_ range: Range<Int>, and last: Float) -> Matrix {
    var result = Matrix(rows: rows, columns: range.count + 1)
    result.withUnsafeMutableBufferPointer { target in
      withUnsafeBufferPointer { source in
        for row in 0..<rows {
          let start = row * (range.count + 1)
          for place in 0..<range.count {
            target[start + place] = source[row * columns + range.lowerBound + place]
          }
          target[start + range.count] = last
        }
      }
    }
    return result
  }
}
