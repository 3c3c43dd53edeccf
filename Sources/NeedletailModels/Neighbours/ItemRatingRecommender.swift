import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `ItemNeighbours` for predicting values: the user's values of the candidate's neighbours.
///
/// Where none of them is in the history, `predict` gives NaN, under `baseline` the baseline; for ranking such a
/// candidate scores what is expected of it under forms that differ from an expectation, and 0 else.
struct ItemRatingRecommender: SimilarItems, RatingPredictor {
  private let itemNeighbours: ItemNeighbours
  /// Row i: the items most similar to item i.
  private let neighbours: CSRMatrix
  /// Row j: the items that item j is a neighbour of.
  private let votes: CSRMatrix
  private let expectations: ItemExpectations

  init(_ itemNeighbours: ItemNeighbours, _ neighbours: CSRMatrix, _ expectations: ItemExpectations) {
    self.itemNeighbours = itemNeighbours
    self.neighbours = neighbours
    votes = neighbours.transposed()
    self.expectations = expectations
  }

  var algorithm: any Algorithm { itemNeighbours }
  var itemCount: Int { neighbours.rows }

  /// What the history says about every item.
  private func opinions(_ query: Query, _ deviation: Float) -> [Opinion] {
    var opinions = [Opinion](repeating: Opinion(), count: itemCount)
    let form = itemNeighbours.options.form
    for (known, weight) in zip(query.profile.items, query.profile.weights) {
      let own = Int(known)
      let value =
        form.isRelative
        ? (weight - expectations.value(deviation, item: own)) / expectations.unit(item: own) : weight
      for entry in votes.range(ofRow: Int(known)) {
        opinions[Int(votes.columnIndices[entry])].add(value, similarity: votes.value(at: entry), form)
      }
    }
    return opinions
  }

  private func prediction(_ opinion: Opinion, _ item: Int, _ deviation: Float) -> Float? {
    let form = itemNeighbours.options.form
    let expected = expectations.value(deviation, item: item)
    return opinion.value(form, mean: expected, scale: expectations.unit(item: item))
      ?? (form == .baseline ? expected : nil)
  }

  func predict(_ query: Query, items: [ItemRow]) -> [Float] {
    let deviation = expectations.userDeviation(query.profile)
    let opinions = opinions(query, deviation)
    return items.map { prediction(opinions[$0.index], $0.index, deviation) ?? .nan }
  }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    let isRelative = itemNeighbours.options.form.isRelative
    for (number, query) in queries.enumerated() {
      let deviation = expectations.userDeviation(query.profile)
      let opinions = opinions(query, deviation)
      func score(_ item: Int) -> Float {
        prediction(opinions[item], item, deviation)
          ?? (isRelative ? expectations.value(deviation, item: item) : 0)
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

  func similar(to item: ItemRow, count: Int) -> [ScoredItem] {
    Array(
      neighbours.entries(ofRow: item.index).map { ScoredItem(item: Int32($0.column), score: $0.value) }
        .sorted(by: ScoredItem.ranksBefore).prefix(count))
  }

  func write(to file: inout ModelWriter) {
    file.add("neighbours", neighbours)
    expectations.write(to: &file)
  }
}
