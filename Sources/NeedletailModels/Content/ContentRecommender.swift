import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `ContentProfiles`.
struct ContentRecommender: SimilarItems, Explaining, FeatureExplaining, ItemDirections {
  let content: ContentProfiles
  /// Items × attributes; rows have length one or no entries.
  let vectors: CSRMatrix
  /// The name of each attribute: "genres=Drama".
  let names: [String]

  var algorithm: any Algorithm { content }
  var itemCount: Int { vectors.rows }

  /// What a history's items have, by attribute, divided by its length.
  private struct Tastes {
    /// By attribute, of length one; zeros when there is nothing to go by.
    var attributes: [Float]
    /// What each item of the history was multiplied by.
    var weights: [Float]
  }

  private func tastes(_ query: Query) -> Tastes {
    var weights = query.profile.weights
    // A history of equal weights has nothing that is disliked.
    if content.options.centred, weights.contains(where: { $0 != weights[0] }) {
      let mean = Float(weights.reduce(0.0) { $0 + Double($1) } / Double(weights.count))
      for place in weights.indices { weights[place] -= mean }
    }
    var sums = [Double](repeating: 0, count: names.count)
    for (item, weight) in zip(query.profile.items, weights) {
      for entry in vectors.range(ofRow: Int(item)) {
        sums[Int(vectors.columnIndices[entry])] += Double(weight) * Double(vectors.value(at: entry))
      }
    }
    let length = sums.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
    let scale = length > 0 && length.isFinite ? 1 / length : 0
    return Tastes(
      attributes: sums.map { Float($0 * scale) }, weights: weights.map { Float(Double($0) * scale) })
  }

  private func score(_ attributes: [Float], _ item: Int) -> Float {
    var sum: Float = 0
    for entry in vectors.range(ofRow: item) {
      sum += attributes[Int(vectors.columnIndices[entry])] * vectors.value(at: entry)
    }
    return sum
  }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    for (number, query) in queries.enumerated() {
      let attributes = tastes(query).attributes
      scores.withUnsafeMutableBufferPointer { target in
        switch candidates {
        case .all:
          for item in 0..<itemCount { target[number * columns + item] = score(attributes, item) }
        case .rows(let items):
          for (place, item) in items.enumerated() {
            target[number * columns + place] = score(attributes, item.index)
          }
        }
      }
    }
  }

  /// The items that share attributes with one, by their cosine.
  func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    let own = vectors.entries(ofRow: item.index)
    var attributes = [Float](repeating: 0, count: names.count)
    for (column, value) in own { attributes[column] = value }
    let scores = (0..<itemCount).map { score(attributes, $0) }
    return TopK.select(scores.span, count: min(count, itemCount), excluding: [item.rawValue].span)
      .filter { $0.score > 0 }
  }

  func cosine(_ left: ItemRow, _ right: ItemRow) -> Float {
    var sum: Float = 0
    for entry in vectors.range(ofRow: left.index) {
      sum +=
        vectors.value(at: entry)
        * (vectors.value(row: right.index, column: vectors.columnIndices[entry]) ?? 0)
    }
    return min(max(sum, -1), 1)
  }

  func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    let weights = tastes(query).weights
    return zip(query.profile.items, weights).map { known, weight in
      var sum: Float = 0
      for entry in vectors.range(ofRow: Int(known)) {
        sum +=
          vectors.value(at: entry)
          * (vectors.value(row: item.index, column: vectors.columnIndices[entry]) ?? 0)
      }
      return ScoredItem(item: known, score: weight * sum)
    }
  }

  func features(_ query: Query, item: ItemRow) throws -> [FeatureContribution] {
    let attributes = tastes(query).attributes
    return vectors.entries(ofRow: item.index)
      .map { (column: $0.column, share: attributes[$0.column] * $0.value) }
      .filter { $0.share != 0 }
      .sorted { ($1.share, $0.column) < ($0.share, $1.column) }
      .map { FeatureContribution(feature: names[$0.column], contribution: $0.share) }
  }

  func write(to file: inout ModelWriter) {
    file.add("features.count", .longs(SharedBuffer([Int64(names.count)])))
    file.add("features", texts: names)
    file.add("vectors", vectors)
  }
}
