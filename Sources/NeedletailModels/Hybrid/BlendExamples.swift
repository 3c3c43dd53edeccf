import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath

/// Validation users with their best candidates by every model: what weights are learnt on.
struct BlendExamples: Sendable {
  /// One user.
  struct Example: Sendable {
    /// The scores of the candidates, one run a model, items ascending.
    var scores: [[Float]] = []
    /// The places of the relevant candidates.
    var relevant: [Int] = []
    /// The discounted gain of an ideal list.
    var ideal = 1.0
  }

  /// The users, ascending.
  let examples: [Example]
  /// The length of list that is judged.
  let cutoff: Int

  /// No more users than these are looked at, evenly spread.
  static let userLimit = 10_000

  /// How many of its best items each model puts forward.
  static func depth(cutoff: Int) -> Int { max(100, 3 * cutoff) }

  /// Examples of given users.
  init(examples: [Example], cutoff: Int) {
    self.examples = examples
    self.cutoff = cutoff
  }

  /// The users of a split's validation part.
  ///
  /// - Parameter data: the training part of the split.
  /// - Throws: `CancelledError`; `TrainingError` when no user has anything to find.
  init(
    of blend: HybridBlend, _ data: TrainingData, _ split: Split, options: TrainingOptions
  ) throws {
    guard let validation = split.validation else { preconditionFailure("a carved split without validation") }
    let wanted = Weighting.binary.matrix(of: validation, pool: options.pool)
    let known =
      split.validationFoldIn.map {
        data.weighting.matrix(of: $0, itemFeatures: data.itemFeatures, pool: options.pool)
      } ?? data.matrix
    let all = (0..<wanted.rows).filter { user in
      let seen = Set(known.entries(ofRow: user).map(\.column))
      return wanted.entries(ofRow: user).contains { !seen.contains($0.column) }
    }
    let count = min(all.count, Self.userLimit)
    guard count > 0 else {
      throw TrainingError("hybrid: no user of the validation part has an item to find; give weights")
    }
    let users = (0..<count).map { all[$0 * all.count / count] }
    let isKnown = split.validationFoldIn == nil
    let queries = users.map { Query(user: isKnown ? UserRow($0) : nil, profile: known.profile(ofRow: $0)) }
    let cutoff = blend.hybrid.cutoff
    let batch = HybridBlend.batch
    var examples = [Example](repeating: Example(), count: count)
    try examples.withUnsafeMutableBufferPointer { examples in
      let target = SharedPointer(examples)
      try options.pool.forEach(count: (count + batch - 1) / batch, cancellation: options.cancellation) {
        part in
        let range = part * batch..<min((part + 1) * batch, count)
        let scores = try blend.models.map { try blend.scores($0, Array(queries[range])) }
        for (row, place) in range.enumerated() {
          let relevant = wanted.entries(ofRow: users[place]).map { Int32($0.column) }
          target[place] = Self.example(
            scores, row: row, excluded: queries[place].profile.items, relevant: relevant, cutoff: cutoff)
        }
      }
    }
    self.init(examples: examples, cutoff: cutoff)
  }

  private static func example(
    _ scores: [Matrix], row: Int, excluded: [Int32], relevant: [Int32], cutoff: Int
  ) -> Example {
    var items: Set<Int32> = []
    for scores in scores {
      let best = TopK.select(
        scores.row(row), count: min(depth(cutoff: cutoff), scores.columns), excluding: excluded.span)
      items.formUnion(best.map(\.item))
    }
    let candidates = items.sorted()
    let seen = Set(excluded)
    let wanted = Set(relevant).subtracting(seen)
    var example = Example()
    example.scores = scores.map { scores in candidates.map { scores[row, Int($0)] } }
    example.relevant = candidates.indices.filter { wanted.contains(candidates[$0]) }
    example.ideal = (0..<min(cutoff, wanted.count)).reduce(0.0) { $0 + 1 / log2(Double($1 + 2)) }
    return example
  }

  /// The mean NDCG of the blend with some weights.
  ///
  /// - Complexity: O(users · candidates · (models + relevant)).
  func ndcg(_ weights: [Double], pool: WorkerPool) -> Double {
    let weights = weights.map { Float($0) }
    let batch = 64
    var gains = [Double](repeating: 0, count: examples.count)
    gains.withUnsafeMutableBufferPointer { gains in
      let target = SharedPointer(gains)
      pool.forEach(count: (examples.count + batch - 1) / batch) { part in
        for place in part * batch..<min((part + 1) * batch, examples.count) {
          target[place] = Self.gain(examples[place], weights, cutoff: cutoff)
        }
      }
    }
    return gains.reduce(0, +) / Double(max(examples.count, 1))
  }

  private static func gain(_ example: Example, _ weights: [Float], cutoff: Int) -> Double {
    guard !example.relevant.isEmpty else { return 0 }
    var sums = [Float](repeating: 0, count: example.scores[0].count)
    for (scores, weight) in zip(example.scores, weights) {
      for place in sums.indices { sums[place] += weight * scores[place] }
    }
    var gain = 0.0
    for place in example.relevant {
      let own = sums[place]
      var rank = 0
      for sum in sums { rank += sum > own ? 1 : 0 }
      // Of equal sums the item with the lower number comes first.
      for earlier in 0..<place { rank += sums[earlier] == own ? 1 : 0 }
      if rank < cutoff { gain += 1 / log2(Double(rank + 2)) }
    }
    return gain / example.ideal
  }
}
