import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `UserNeighbours` for predicting values: what the nearest users who have the candidate gave
/// it.
///
/// Where no similar user has it, `predict` gives NaN, under `baseline` the baseline; for ranking such a candidate
/// scores what is expected of it under forms that differ from an expectation, and 0 else.
struct UserRatingRecommender: RatingPredictor {
  private let userNeighbours: UserNeighbours
  private let neighbourhood: UserNeighbourhood
  private let expectations: UserExpectations

  /// - Throws: `TrainingError` for values that are not finite under `baseline`.
  init(_ userNeighbours: UserNeighbours, _ neighbourhood: UserNeighbourhood) throws {
    self.userNeighbours = userNeighbours
    self.neighbourhood = neighbourhood
    expectations = try UserExpectations(neighbourhood.histories, form: userNeighbours.options.form)
  }

  var algorithm: any Algorithm { userNeighbours }
  var itemCount: Int { neighbourhood.itemCount }

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
        let value = histories.value(at: entry)
        opinions[item].add(
          form.isRelative ? expectations.difference(value, user: user, item: item) : value,
          similarity: neighbour.score, form)
      }
    }
    return opinions
  }

  func predict(_ query: Query, items: [ItemRow]) -> [Float] {
    let opinions = opinions(query, neighbourhood.scratch())
    let own = expectations.expectation(of: query.profile)
    return items.map { prediction(opinions[$0.index], own, item: $0.index) ?? .nan }
  }

  private func prediction(_ opinion: Opinion, _ own: UserExpectations.Own, item: Int) -> Float? {
    let form = neighbourhood.options.form
    let expected = expectations.value(own, item: item)
    return opinion.value(form, mean: expected, scale: own.unit) ?? (form == .baseline ? expected : nil)
  }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    let scratch = neighbourhood.scratch()
    let form = neighbourhood.options.form
    for (number, query) in queries.enumerated() {
      let opinions = opinions(query, scratch)
      let own = expectations.expectation(of: query.profile)
      func score(_ item: Int) -> Float {
        prediction(opinions[item], own, item: item)
          ?? (form.isRelative ? expectations.value(own, item: item) : 0)
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
