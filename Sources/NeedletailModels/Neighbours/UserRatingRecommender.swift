import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `UserNeighbours` for predicting values: what the nearest users who have the candidate gave
/// it.
///
/// Where no similar user has it, `predict` gives NaN; for ranking such a candidate scores the mean of the
/// history under `centred` and 0 else.
struct UserRatingRecommender: RatingPredictor {
  private let userNeighbours: UserNeighbours
  private let neighbourhood: UserNeighbourhood
  private let means: [Float]

  init(_ userNeighbours: UserNeighbours, _ neighbourhood: UserNeighbourhood) {
    self.userNeighbours = userNeighbours
    self.neighbourhood = neighbourhood
    let histories = neighbourhood.histories
    means = (0..<histories.rows).map { Self.mean(histories.profile(ofRow: $0)) }
  }

  var algorithm: any Algorithm { userNeighbours }
  var itemCount: Int { neighbourhood.itemCount }

  private static func mean(_ profile: Profile) -> Float {
    profile.weights.isEmpty
      ? 0 : Float(profile.weights.reduce(0.0) { $0 + Double($1) } / Double(profile.weights.count))
  }

  /// What the nearest users say about every item, the most similar first, of equally similar ones those with
  /// lower numbers.
  private func opinions(_ query: Query, _ scratch: SimilarityIndex.Scratch) -> [Opinion] {
    neighbourhood.findSimilar(to: query.profile, scratch)
    let (form, limit) = (neighbourhood.options.form, neighbourhood.options.neighbours)
    var opinions = [Opinion](repeating: Opinion(), count: itemCount)
    let histories = neighbourhood.histories
    for neighbour in scratch.main.list.sorted(by: ScoredItem.ranksBefore)
    where neighbour.score != 0 && neighbour.score.isFinite {
      let user = Int(neighbour.item)
      for entry in histories.range(ofRow: user) {
        let item = Int(histories.columnIndices[entry])
        guard opinions[item].count < limit else { continue }
        let value = histories.value(at: entry) - (form == .centred ? means[user] : 0)
        opinions[item].add(value, similarity: neighbour.score, form)
      }
    }
    return opinions
  }

  func predict(_ query: Query, items: [ItemRow]) -> [Float] {
    let opinions = opinions(query, neighbourhood.scratch())
    let mean = Self.mean(query.profile)
    return items.map { opinions[$0.index].value(neighbourhood.options.form, mean: mean) ?? .nan }
  }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    let scratch = neighbourhood.scratch()
    let form = neighbourhood.options.form
    for (number, query) in queries.enumerated() {
      let opinions = opinions(query, scratch)
      let mean = Self.mean(query.profile)
      func score(_ item: Int) -> Float {
        opinions[item].value(form, mean: mean) ?? (form == .centred ? mean : 0)
      }
      scores.withUnsafeMutableBufferPointer { target in
        switch candidates {
        case .all: for item in 0..<itemCount { target[number * columns + item] = score(item) }
        case .rows(let items):
          for (place, item) in items.enumerated() { target[number * columns + place] = score(item.index) }
        }
      }
    }
  }

  func write(to file: inout ModelWriter) { file.add("histories", neighbourhood.histories) }
}
