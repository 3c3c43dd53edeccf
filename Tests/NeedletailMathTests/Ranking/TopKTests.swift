import NeedletailMath
import TestSupport
import Testing

@Suite("Top-K selection")
struct TopKTests {
  @Test(
    "agrees with a full sort",
    arguments: [0, 1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 1000], [0, 1, 10, 100, 2000])
  func agreesWithSorting(size: Int, count: Int) {
    var stream = RandomStream(seed: UInt64(size))
    let scores = (0..<size).map { _ in Float(stream.index(below: 40)) - 20 }
    let excluded = (0..<size).filter { _ in stream.index(below: 5) == 0 }.map { Int32($0) }
    for exclusions in [[], excluded] {
      #expect(
        TopK.select(scores.span, count: count, excluding: exclusions.span)
          == TopK.bySorting(scores.span, count: count, excluding: exclusions))
    }
  }

  @Test("NaN ranks with minus infinity and keeps its bits")
  func oddScores() {
    let scores: [Float] = [.nan, -.infinity, 0, -0.0, 1, .nan, .infinity, -.infinity, -0.0, 0]
    for count in 1...10 {
      let list = TopK.select(scores.span, count: count, excluding: [Int32]().span)
      #expect(list.map(\.bits) == TopK.bySorting(scores.span, count: count).map(\.bits))
    }
    let all = TopK.select(scores.span, count: 10, excluding: [Int32]().span)
    #expect(all.map(\.item) == [6, 4, 2, 3, 8, 9, 0, 1, 5, 7])
  }

  @Test("ties go to the lower item number")
  func ties() {
    let scores = [Float](repeating: 2, count: 200)
    let excluded: [Int32] = [0, 2, 199]
    #expect(
      TopK.select(scores.span, count: 3, excluding: excluded.span).map(\.item) == [1, 3, 4])
  }

  @Test("exclusions beyond the last item change nothing")
  func strayExclusions() {
    let scores: [Float] = [1, 2]
    let excluded: [Int32] = [5, 9]
    #expect(TopK.select(scores.span, count: 5, excluding: excluded.span).map(\.item) == [1, 0])
  }

  @Test("runs of scores give the list of all scores together", arguments: [0, 1, 7, 100])
  func runs(count: Int) {
    var stream = RandomStream(seed: 3)
    let scores = (0..<500).map { _ in Float(stream.index(below: 90)) }
    let excluded = (0..<500).filter { _ in stream.index(below: 6) == 0 }.map { Int32($0) }
    var selection = RankedSelection(count: count, excluded: excluded)
    var first = 0
    for length in [0, 1, 63, 64, 65, 300, 7] {
      selection.offer(scores.span.extracting(first..<first + length), firstItem: first)
      first += length
    }
    #expect(
      selection.list { scores[Int($0)] }
        == TopK.bySorting(scores.span, count: count, excluding: excluded))
  }

  @Test("some items in any order are ranked like all of them")
  func someItems() {
    let scores: [Float] = [3, 1, 3, .nan, 2]
    let list = TopK.select(scores.span, of: [9, 4, 2, 0, 7], count: 4, excluding: [4])
    #expect(list.map(\.item) == [2, 9, 7, 0])
    #expect(TopK.select(scores.span, of: [9, 4, 2, 0, 7], count: 0, excluding: []).isEmpty)
  }
}
