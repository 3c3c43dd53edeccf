import CKernels
public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A fitted `HigherOrderEASE`.
///
/// A score is the sum, in this order, of what the items of the history say and of what the pairs among them say,
/// each ascending. Pairs come from the history alone.
public struct HigherOrderEASERecommender: SimilarItems, Explaining, PairExplaining {
  private let model: HigherOrderEASE
  private let pairs: ItemPairs
  /// B, and below it the weights of the pairs: (items + pairs) × items.
  private let weights: Matrix

  init(_ model: HigherOrderEASE, pairs: ItemPairs, weights: Matrix) {
    self.model = model
    self.pairs = pairs
    self.weights = weights
  }

  /// What it was fitted with.
  public var algorithm: any Algorithm { model }
  /// The number of items that it knows.
  public var itemCount: Int { weights.columns }
  /// The number of pairs that speak.
  public var pairCount: Int { pairs.count }

  /// The items of a pair.
  public func items(ofPair pair: Int) -> (ItemRow, ItemRow) {
    (ItemRow(rawValue: pairs.first[pair]), ItemRow(rawValue: pairs.second[pair]))
  }

  /// The weight B_ij with which item i of a history speaks for item j; 0 when they are the same.
  public func weight(from i: ItemRow, to j: ItemRow) -> Float { weights[i.index, j.index] }

  /// The weight with which a pair in the history speaks for item j; 0 when it is one of the pair.
  public func weight(fromPair pair: Int, to j: ItemRow) -> Float { weights[itemCount + pair, j.index] }

  /// Scores every candidate for every query; an empty profile gives zeros.
  ///
  /// - Complexity: O((items + pairs in the history) · all items) a query.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    precondition(
      scores.rows == queries.count && scores.columns == candidates.count(of: itemCount),
      "scores of \(scores.rows) × \(scores.columns) for \(queries.count) queries")
    let columns = scores.columns
    var marks = [Bool](repeating: false, count: itemCount)
    scores.withUnsafeMutableBufferPointer { target in
      switch candidates {
      case .all:
        for (number, query) in queries.enumerated() {
          let row = UnsafeMutableBufferPointer(rebasing: target[number * columns..<(number + 1) * columns])
          sum(voices(of: query, &marks), into: row)
        }
      case .rows(let items):
        var sums = [Float](repeating: 0, count: itemCount)
        for (number, query) in queries.enumerated() {
          let voices = voices(of: query, &marks)
          sums.withUnsafeMutableBufferPointer { sum(voices, into: $0) }
          for (place, item) in items.enumerated() { target[number * columns + place] = sums[item.index] }
        }
      }
    }
  }

  /// Rows of `weights` that a history adds up, with their factors.
  private typealias Voices = (rows: [Int32], factors: [Float])

  private func voices(of query: Query, _ marks: inout [Bool]) -> Voices {
    var voices = (rows: query.profile.items, factors: query.profile.weights)
    for (pair, factor) in activePairs(query.profile, &marks) {
      voices.rows.append(Int32(itemCount) + pair)
      voices.factors.append(factor)
    }
    return voices
  }

  /// The pairs in a profile, each with the product of its items' weights.
  private func activePairs(_ profile: Profile, _ marks: inout [Bool]) -> [(pair: Int32, factor: Float)] {
    let active = profile.items.withUnsafeBufferPointer { pairs.active($0, marks: &marks) }
    guard !active.isEmpty else { return [] }
    let weights = Dictionary(uniqueKeysWithValues: zip(profile.items, profile.weights))
    return active.map { pair in
      (pair, weights[pairs.first[Int(pair)], default: 0] * weights[pairs.second[Int(pair)], default: 0])
    }
  }

  private func sum(_ voices: Voices, into target: UnsafeMutableBufferPointer<Float>) {
    guard let start = target.baseAddress else { return }
    target.update(repeating: 0)
    weights.withUnsafeBufferPointer { weights in
      needletail_accumulate_rows(
        weights.baseAddress!, itemCount, voices.rows, voices.factors, voices.rows.count, start, itemCount)
    }
  }

  /// The items that a history of this item alone would be recommended: by descending B_ij.
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    let request = RankingRequest(count: count, excluded: [[item.rawValue]])
    return try recommend([Query(profile: Profile([item]))], request)[0]
  }

  /// x_i · B_ij for each item i of the profile, and half of what each of its pairs adds.
  public func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    var shares = zip(query.profile.items, query.profile.weights).map { other, value in
      value * weights[Int(other), item.index]
    }
    let places = Dictionary(uniqueKeysWithValues: zip(query.profile.items, query.profile.items.indices))
    for part in explainPairs(query, item: item) {
      for member in [part.first, part.second] {
        if let place = places[member.rawValue] { shares[place] += part.score / 2 }
      }
    }
    return zip(query.profile.items, shares).map { ScoredItem(item: $0, score: $1) }
  }

  /// What each pair in the profile adds to the score of an item.
  public func explainPairs(_ query: Query, item: ItemRow) -> [ScoredPair] {
    var marks = [Bool](repeating: false, count: itemCount)
    return activePairs(query.profile, &marks).map { pair, factor in
      let (first, second) = items(ofPair: Int(pair))
      return ScoredPair(
        first: first, second: second, score: factor * weight(fromPair: Int(pair), to: item))
    }
  }

  /// Adds the pairs, and the weights of items and pairs.
  public func write(to file: inout ModelWriter) throws {
    pairs.write(to: &file)
    file.add("weights", weights)
  }
}
