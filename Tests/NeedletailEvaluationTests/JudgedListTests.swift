import NeedletailEvaluation
import NeedletailMath
import Testing

@Suite("One judged list")
struct JudgedListTests {
  /// List A,B,C,D,E; relevant {B, D, F}.
  let example = JudgedList(hits: [false, true, false, true, false], relevant: 3)

  @Test("the worked example, every definition")
  func workedExample() {
    #expect(example.precision(at: 5) == 0.4)
    #expect(example.precision(at: 2) == 0.5)
    #expect(isClose(example.recall(at: 5), 0.6667, within: 5e-5))
    #expect(isClose(example.recall(at: 2), 0.3333, within: 5e-5))
    #expect(isClose(example.cappedRecall(at: 5), 0.6667, within: 5e-5))
    #expect(example.cappedRecall(at: 2) == 0.5)
    #expect(example.hitRate(at: 5) == 1)
    #expect(example.reciprocalRank(at: 5) == 0.5)
    #expect(isClose(example.averagePrecision(at: 5, dividedBy: .cutoff), 0.2, within: 1e-12))
    #expect(isClose(example.averagePrecision(at: 5, dividedBy: .capped), 0.3333, within: 5e-5))
    #expect(isClose(example.averagePrecision(at: 5, dividedBy: .hits), 0.5, within: 1e-12))
    #expect(isClose(example.meanPrecision(at: 5), 0.3466667, within: 5e-8))
    #expect(isClose(example.ndcg(at: 5), 0.4981893, within: 5e-8))
    #expect(isClose(example.ndcg(at: 2), 0.3868528, within: 5e-8))
    #expect(isClose(example.ndcg(at: 2, ideal: .allRelevant), 0.2960820, within: 1e-7))
    #expect(isClose(example.ndcg(at: 5) * 2.1309298, 1.0616063, within: 2e-7))
  }

  @Test(
    "the lecture's average precision",
    arguments: [
      ([false, true, true], 0.38889), ([false, true, false], 0.16667), ([true, true, true], 1),
      ([true, false, false], 0.33333),
    ] as [([Bool], Double)])
  func lecture(hits: [Bool], expected: Double) {
    let list = JudgedList(hits: hits, relevant: 3)
    #expect(isClose(list.averagePrecision(at: 3, dividedBy: .cutoff), expected, within: 5e-6))
  }

  @Test("vector A: 5 relevant, hits at ranks 1 and 3 of 3")
  func vectorA() {
    let list = JudgedList(hits: [true, false, true], relevant: 5)
    #expect(isClose(list.precision(at: 3), 0.6667, within: 5e-5))
    #expect(isClose(list.precisionOfList(at: 3), 0.6667, within: 5e-5))
    #expect(list.recall(at: 3) == 0.4)
    #expect(isClose(list.cappedRecall(at: 3), 0.6667, within: 5e-5))
    #expect(isClose(list.averagePrecision(at: 3), 0.3333, within: 5e-5))
    #expect(isClose(list.averagePrecision(at: 3, dividedBy: .capped), 0.5556, within: 5e-5))
    #expect(isClose(list.averagePrecision(at: 3, dividedBy: .cutoff), 0.5556, within: 5e-5))
    #expect(isClose(list.ndcg(at: 3), 0.7039, within: 5e-5))
    #expect(isClose(list.ndcg(at: 3, ideal: .fullList), 0.7039, within: 5e-5))
  }

  @Test("vector B: 2 relevant, hits at ranks 1 and 3 of 5")
  func vectorB() {
    let list = JudgedList(hits: [true, false, true, false, false], relevant: 2)
    #expect(list.precision(at: 5) == 0.4)
    #expect(list.precisionOfList(at: 5) == 0.4)
    #expect(list.cappedRecall(at: 5) == 1)
    #expect(list.recall(at: 5) == 1)
    #expect(isClose(list.averagePrecision(at: 5), 0.8333, within: 5e-5))
    #expect(isClose(list.averagePrecision(at: 5, dividedBy: .capped), 0.8333, within: 5e-5))
    #expect(isClose(list.averagePrecision(at: 5, dividedBy: .cutoff), 0.3333, within: 5e-5))
    #expect(isClose(list.ndcg(at: 5), 0.9197, within: 5e-5))
    #expect(isClose(list.ndcg(at: 5, ideal: .fullList), 0.5087, within: 5e-5))
  }

  @Test("graded gains 3, 2, 0, 1")
  func graded() {
    let list = JudgedList(gains: [3, 2, 0, 1])
    #expect(isClose(list.ndcg(at: 4, gain: .exponential), 0.9926195, within: 5e-8))
    #expect(isClose(list.ndcg(at: 4, gain: .linear), 0.9854419, within: 5e-8))
  }

  @Test("a shorter list divides by k, or by its length when asked")
  func shortList() {
    let list = JudgedList(hits: [true, true], relevant: 4)
    #expect(list.precision(at: 10) == 0.2)
    #expect(list.precisionOfList(at: 10) == 1)
    #expect(isClose(list.meanPrecision(at: 4), (1 + 1 + 2.0 / 3 + 0.5) / 4, within: 1e-12))
  }

  @Test("an empty list is worth nothing, and nothing relevant is no trap")
  func empty() {
    for list in [JudgedList(hits: [], relevant: 3), JudgedList(hits: [false], relevant: 0)] {
      #expect(list.precision(at: 5) == 0 && list.precisionOfList(at: 5) == 0 && list.recall(at: 5) == 0)
      #expect(list.cappedRecall(at: 5) == 0 && list.hitRate(at: 5) == 0 && list.reciprocalRank(at: 5) == 0)
      #expect(list.averagePrecision(at: 5) == 0 && list.averagePrecision(at: 5, dividedBy: .hits) == 0)
      #expect(list.ndcg(at: 5) == 0 && list.meanPrecision(at: 5) == 0)
    }
  }

  @Test("one hit at rank r", arguments: 1...10)
  func singleHit(rank: Int) {
    let hits = (1...10).map { $0 == rank }
    let one = JudgedList(hits: hits, relevant: 1)
    #expect(one.reciprocalRank(at: 10) == 1 / Double(rank))
    #expect(isClose(one.averagePrecision(at: 10, dividedBy: .cutoff), 1 / Double(10 * rank), within: 1e-15))
    #expect(one.averagePrecision(at: 10, dividedBy: .capped) == one.reciprocalRank(at: 10))
    #expect(one.hitRate(at: 10) == one.recall(at: 10))
    #expect(isClose(one.ndcg(at: 10), RatingReference.discount(rank), within: 1e-12))
  }

  @Test("bounds, monotony and identities on random lists", arguments: 0..<200)
  func properties(seed: UInt64) {
    var random = RandomStream(seed: seed)
    let length = 1 + random.index(below: 12)
    let hits = (0..<length).map { _ in random.index(below: 3) == 0 }
    let relevant = max(1, hits.count { $0 } + random.index(below: 4))
    let list = JudgedList(hits: hits, relevant: relevant)
    var lastRecall = 0.0
    for k in 1...length {
      let values = [
        list.precision(at: k), list.recall(at: k), list.cappedRecall(at: k), list.hitRate(at: k),
        list.reciprocalRank(at: k), list.averagePrecision(at: k), list.ndcg(at: k),
        list.averagePrecision(at: k, dividedBy: .capped), list.averagePrecision(at: k, dividedBy: .cutoff),
        list.averagePrecision(at: k, dividedBy: .hits), list.meanPrecision(at: k),
        list.ndcg(at: k, ideal: .allRelevant), list.ndcg(at: k, ideal: .fullList),
      ]
      #expect(values.allSatisfy { (0...1.0000001).contains($0) })
      #expect(list.recall(at: k) >= lastRecall)
      lastRecall = list.recall(at: k)
      let found = Double(list.hitCount(at: k))
      #expect(isClose(list.precision(at: k) * Double(k), found, within: 1e-9))
      #expect(isClose(list.recall(at: k) * Double(relevant), found, within: 1e-9))
      // What lies below rank k has no influence.
      var shuffled = Array(hits[k...])
      shuffled.shuffle(using: &random)
      let other = JudgedList(hits: hits[..<k] + shuffled, relevant: relevant)
      #expect(other.ndcg(at: k) == list.ndcg(at: k))
      #expect(other.averagePrecision(at: k) == list.averagePrecision(at: k))
    }
    let perfect = JudgedList(hits: [Bool](repeating: true, count: length), relevant: length + seedPart(seed))
    #expect(perfect.cappedRecall(at: length) == 1 && isClose(perfect.ndcg(at: length), 1, within: 1e-12))
    #expect(isClose(perfect.averagePrecision(at: length, dividedBy: .capped), 1, within: 1e-12))
  }

  private func seedPart(_ seed: UInt64) -> Int { Int(seed % 3) }

  @Test("capped recall may fall as the list grows, recall may not")
  func cappedRecallFalls() {
    let list = JudgedList(hits: [true, false], relevant: 3)
    #expect(list.cappedRecall(at: 1) == 1 && list.cappedRecall(at: 2) == 0.5)
  }
}
