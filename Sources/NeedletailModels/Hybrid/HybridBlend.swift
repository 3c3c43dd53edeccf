import NeedletailCore
import NeedletailData
import NeedletailMath

/// Fitted models, their weights, and the one way in which their scores are brought together.
struct HybridBlend: Sendable {
  let hybrid: Hybrid
  let models: [any Recommender]
  let weights: [Float]

  var itemCount: Int { models[0].itemCount }

  /// Queries that are scored together; more would only take more memory.
  static let batch = 32

  /// The blend as a recommender that can what all its models can.
  var recommender: any Recommender {
    let explains = hybrid.normalisation != .rank && models.allSatisfy { $0 is any Explaining }
    let keepsUsers = models.contains { $0 is any UserRows }
    return switch (explains, keepsUsers) {
    case (true, true): HybridRecommender<ExplainedUserBlend>(blend: self)
    case (true, false): HybridRecommender<ExplainedBlend>(blend: self)
    case (false, true): HybridRecommender<UserBlend>(blend: self)
    case (false, false): HybridRecommender<PlainBlend>(blend: self)
    }
  }

  /// One model's scores of all items for some queries, on the common scale: queries × items.
  func scores(_ model: any Recommender, _ queries: [Query]) throws -> Matrix {
    var scores = Matrix(rows: queries.count, columns: itemCount)
    try model.score(queries, candidates: .all, into: &scores)
    let width = itemCount
    scores.withUnsafeMutableBufferPointer { scores in
      for query in queries.indices {
        let row = UnsafeMutableBufferPointer(rebasing: scores[query * width..<(query + 1) * width])
        if hybrid.normalisation == .rank {
          ScoreScale.replaceByRanks(row)
        } else {
          let factor = ScoreScale.factor(row, hybrid.normalisation)
          for item in row.indices { row[item] *= factor }
        }
      }
    }
    return scores
  }

  /// The weighted sums of all items for some queries: queries × items.
  func scores(_ queries: [Query]) throws -> Matrix {
    var sums = Matrix(rows: queries.count, columns: itemCount)
    for (model, weight) in zip(models, weights) {
      let scores = try scores(model, queries)
      sums.withUnsafeMutableBufferPointer { sums in
        scores.withUnsafeBufferPointer { scores in
          for place in sums.indices { sums[place] += weight * scores[place] }
        }
      }
    }
    return sums
  }

  /// What each item of a history adds to the score of a candidate.
  ///
  /// - Precondition: all models explain, and scores are multiples of theirs.
  func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    var sums = [Float](repeating: 0, count: query.profile.items.count)
    for (model, weight) in zip(models, weights) {
      guard let model = model as? any Explaining else { continue }
      var scores = Matrix(rows: 1, columns: itemCount)
      try model.score([query], candidates: .all, into: &scores)
      let factor = scores.withUnsafeMutableBufferPointer { ScoreScale.factor($0, hybrid.normalisation) }
      for (place, part) in try model.explain(query, item: item).enumerated() {
        sums[place] += weight * (factor * part.score)
      }
    }
    return zip(query.profile.items, sums).map { ScoredItem(item: $0, score: $1) }
  }

  func write(to file: inout ModelWriter) throws {
    // In full, so that a model file outlives a change of defaults.
    file.add("models", .bytes(SharedBuffer(Array(hybrid.models.fullDescription.utf8))))
    file.add("weights", .floats(SharedBuffer(weights), shape: [weights.count]))
    for (number, model) in models.enumerated() {
      var part = ModelWriter()
      try model.write(to: &part)
      file.add(Self.prefix(number), part)
    }
  }

  static func prefix(_ number: Int) -> String { "model\(number)." }
}
