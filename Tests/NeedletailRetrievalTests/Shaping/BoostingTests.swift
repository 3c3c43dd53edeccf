import NeedletailMath
import NeedletailRetrieval
import Testing

@Suite struct BoostingTests {
  @Test func aBoostIsCountedInStandardDeviations() {
    let candidates = [(0, 4), (1, 2), (2, 0), (3, 2)].map { Candidate(item: $0.0, score: $0.1) }
    var set = ItemSet(count: 3)
    set[2] = true
    let unit = Float(2).squareRoot()
    let boosted = Boosting.boosted(candidates, by: [(set, 2), (ItemSet(count: 4, isFull: true), -1)])
    #expect(boosted.map(\.item) == [0, 2, 1, 3])
    #expect(abs(boosted[1].score - unit) < 1e-6)
    #expect(abs(boosted[0].score - (4 - unit)) < 1e-6)
    #expect(Boosting.boosted(candidates, by: []).map(\.item) == [0, 1, 3, 2])
    #expect(Boosting.boosted([], by: [(set, 1)]).isEmpty)
  }

  @Test("Where scores are equal a boost counts in ones", arguments: [Float(0), 0.1, -3e7, .infinity])
  func equalScores(score: Float) {
    let candidates = (0..<5).map { Candidate(item: $0, score: score) }
    var set = ItemSet(count: 5)
    set[3] = true
    let boosted = Boosting.boosted(candidates, by: [(set, 8)])
    #expect(boosted.map(\.item) == (score.isFinite ? [3, 0, 1, 2, 4] : [0, 1, 2, 3, 4]))
    if score.isFinite { #expect(boosted[0].score == score + 8) }
  }

  @Test func whatIsNoNumberComesLast() {
    let candidates = [Float.nan, 1, .infinity, -.infinity, .nan, 3].enumerated()
      .map { Candidate(item: Int32($0.offset), score: $0.element) }
    #expect(Boosting.boosted(candidates, by: []).map(\.item) == [2, 5, 1, 3, 0, 4])
    #expect(
      Boosting.boosted(candidates, by: [(ItemSet(count: 6, isFull: true), 1)]).map(\.item) == [
        2, 5, 1, 3, 0, 4,
      ])
  }

  @Test("More boost never lowers a boosted item, on any scale of scores", arguments: 0..<40)
  func monotone(seed: Int) {
    var random = RandomStream(seed: UInt64(seed))
    let candidates = randomCandidates(30, rows: 50, &random)
    let set = randomSet(50, 0.3, &random)
    var before = Boosting.boosted(candidates, by: [(set, 0)])
    #expect(before == candidates)
    for by in [Float(0.1), 0.5, 1, 4, 100] {
      let after = Boosting.boosted(candidates.shuffled(using: &random), by: [(set, by)])
      for (place, candidate) in after.enumerated() where set[Int(candidate.item)] {
        #expect(place <= before.firstIndex { $0.item == candidate.item }!)
      }
      let scaled = Boosting.boosted(
        candidates.map { Candidate(item: $0.item, score: $0.score * 1_024) }, by: [(set, by)])
      #expect(scaled.map(\.item) == after.map(\.item))
      before = after
    }
    let members = before.filter { set[Int($0.item)] }
    #expect(Array(before.prefix(members.count)) == members)
  }
}
