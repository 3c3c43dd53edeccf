import NeedletailMath
import NeedletailRetrieval
import Testing

@Suite struct DiversityTests {
  /// Items are alike by how near their numbers are modulo seven.
  private static func similarity(_ a: Int32, _ b: Int32) -> Float {
    [1, 0.5, 0.25, 0, 0, 0.25, 0.5][Int(abs(a % 7 - b % 7))]
  }

  /// Each place by looking at everything anew.
  private static func oracle(_ candidates: [Candidate], _ count: Int, _ variety: Double, _ given: [Int32])
    -> [Int32]
  {
    let scores = candidates.map { Double($0.score) }
    let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
    var list: [Int32] = []
    while list.count < min(count, candidates.count) {
      let rest = candidates.filter { !list.contains($0.item) }
      let values = rest.map { candidate in
        let alike = (given + list).map { Double(similarity(candidate.item, $0)) }.max() ?? 0
        let relevance = high > low ? (Double(candidate.score) - low) / (high - low) : 0
        return (1 - variety) * relevance - variety * alike
      }
      list.append(rest[values.firstIndex(of: values.max()!)!].item)
    }
    return list + candidates.map(\.item).filter { !list.contains($0) }
  }

  @Test("agrees with choosing each place anew", arguments: 0..<60)
  func agreement(seed: Int) {
    var random = RandomStream(seed: UInt64(seed))
    let candidates = randomCandidates(Int.random(in: 0..<30, using: &random), rows: 40, &random)
    let count = Int.random(in: 0..<20, using: &random)
    let variety = [Float(0), 0.1, 0.25, 0.5, 0.75, 1].randomElement(using: &random)!
    let given = Bool.random(using: &random) ? [Int32(50), 53] : []
    let ranked = Diversity.reranked(
      candidates, count: count, variety: variety, beside: given, similarity: Self.similarity)
    #expect(ranked.map(\.item) == Self.oracle(candidates, variety > 0 ? count : 0, Double(variety), given))
    #expect(Set(ranked) == Set(candidates))
    #expect(ranked.count == candidates.count)
    if given.isEmpty, count > 0 { #expect(ranked.first == candidates.first) }
  }

  @Test func noVarietyLeavesTheOrder() {
    var random = RandomStream(seed: 1)
    let candidates = randomCandidates(30, rows: 40, &random).shuffled(using: &random)
    for variety in [Float(0), -1, .nan] {
      #expect(Diversity.reranked(candidates, count: 30, variety: variety) { _, _ in 1 } == candidates)
    }
    #expect(
      Diversity.reranked(candidates, count: 30, variety: 0.5) { _, _ in .nan }.map(\.item)
        == candidates.sorted {
          $0.score > $1.score
            || $0.score == $1.score && candidates.firstIndex(of: $0)! < candidates.firstIndex(of: $1)!
        }.map(\.item))
  }

  @Test func fullVarietyTakesTheLeastAlike() {
    let candidates = [(0, 9), (7, 8), (1, 7), (3, 1), (10, 0.5)].map { Candidate(item: $0.0, score: $0.1) }
    let ranked = Diversity.reranked(candidates, count: 3, variety: 1, similarity: Self.similarity)
    #expect(ranked.map(\.item) == [0, 3, 1, 7, 10])
    #expect(Diversity.reranked(candidates, count: 3, variety: 7, similarity: Self.similarity) == ranked)
  }

  @Test("Likeness within the list does not grow with variety, on average")
  func varietyLowersLikeness() {
    var random = RandomStream(seed: 2)
    var sums = [Double](repeating: 0, count: 3)
    for _ in 0..<200 {
      let candidates = randomCandidates(40, rows: 60, &random)
      for (place, variety) in [Float(0), 0.3, 1].enumerated() {
        let list = Diversity.reranked(candidates, count: 8, variety: variety, similarity: Self.similarity)
          .prefix(8)
        for a in list {
          for b in list where a.item < b.item { sums[place] += Double(Self.similarity(a.item, b.item)) }
        }
      }
    }
    #expect(sums[0] > sums[1] && sums[1] > sums[2], "\(sums)")
  }

  @Test func infiniteScoresDoNotTrap() {
    let scores: [Float] = [.infinity, 2, 1, .nan, -.infinity]
    let candidates = scores.enumerated().map { Candidate(item: Int32($0.offset), score: $0.element) }
    let ranked = Diversity.reranked(candidates, count: 5, variety: 0.5, similarity: Self.similarity)
    #expect(Set(ranked.map(\.item)) == Set(0..<5))
  }
}
