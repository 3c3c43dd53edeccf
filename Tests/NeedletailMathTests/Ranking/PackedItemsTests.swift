import NeedletailMath
import TestSupport
import Testing

/// Sizes around the widths of vectors, tiles and panels.
private let oddSizes = [0, 1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 1000]

@Suite("Packed items")
struct PackedItemsTests {
  @Test("every score has the bits of the scalar chain, for odd numbers of items", arguments: oddSizes)
  func itemCounts(items: Int) {
    expectOracleBits(queries: 13, items: items, dimension: 17)
  }

  @Test("every score has the bits of the scalar chain, for odd numbers of queries", arguments: oddSizes)
  func queryCounts(queries: Int) {
    expectOracleBits(queries: queries, items: 45, dimension: 9)
  }

  @Test("every score has the bits of the scalar chain, for odd dimensions", arguments: oddSizes)
  func dimensions(dimension: Int) {
    expectOracleBits(queries: 14, items: 70, dimension: dimension)
  }

  @Test("a block of queries larger than the cache is split without a trace")
  func manyBlocks() {
    expectOracleBits(queries: 150, items: 40, dimension: 1000)
  }

  @Test("every instruction set gives the same bits", arguments: InstructionSet.allCases)
  func instructionSets(set: InstructionSet) {
    InstructionSet.limit(to: set)
    defer { InstructionSet.limit(to: .x86v4) }
    for queries in 1...25 { expectOracleBits(queries: queries, items: 45, dimension: 21) }
    expectSorted(
      .smallIntegers(rows: 25, columns: 9, seed: 11), .smallIntegers(rows: 333, columns: 9, seed: 12),
      count: 7)
  }

  private func expectOracleBits(queries: Int, items: Int, dimension: Int) {
    let questions = Matrix.uniform(rows: queries, columns: dimension, seed: 1)
    let factors = Matrix.uniform(rows: items, columns: dimension, seed: 2)
    let packed = PackedItems(factors)
    var scores = Matrix(rows: queries, columns: items)
    packed.score(questions, into: &scores)
    #expect(scores.bitPatterns == ScoringOracle.scores(questions, factors).bitPatterns)
  }

  @Test("a subset of items has the same bits in any order", arguments: [0, 1, 20, 33, 500])
  func subsets(count: Int) {
    let questions = Matrix.uniform(rows: 15, columns: 64, seed: 3)
    let packed = PackedItems(Matrix.uniform(rows: 300, columns: 64, seed: 4))
    var all = Matrix(rows: 15, columns: 300)
    packed.score(questions, into: &all)
    var stream = RandomStream(seed: 5)
    let rows = (0..<count).map { _ in Int32(stream.index(below: 300)) }
    var some = Matrix(rows: 15, columns: count)
    packed.score(questions, rows: rows, into: &some)
    for query in 0..<15 {
      for (place, row) in rows.enumerated() {
        #expect(some[query, place].bitPattern == all[query, Int(row)].bitPattern)
      }
    }
  }

  @Test("a query has the same bits alone and in a batch", arguments: [1, 2, 7, 64])
  func batches(size: Int) {
    let questions = Matrix.uniform(rows: 64, columns: 33, seed: 6)
    let packed = PackedItems(Matrix.uniform(rows: 100, columns: 33, seed: 7))
    var all = Matrix(rows: 64, columns: 100)
    packed.score(questions, into: &all)
    for first in stride(from: 0, to: 64, by: size) {
      let rows = (first..<min(first + size, 64)).map { row in (0..<33).map { questions[row, $0] } }
      let batch = Matrix(rows)
      var scores = Matrix(rows: batch.rows, columns: 100)
      packed.score(batch, into: &scores)
      #expect(scores.bitPatterns == Array(all.bitPatterns[first * 100..<(first + batch.rows) * 100]))
    }
  }

  @Test("the best are those of a full sort of all scores", arguments: [0, 1, 5, 20, 64, 5000])
  func topK(count: Int) {
    for (queries, items, dimension) in [(1, 1, 3), (13, 1000, 16), (25, 65, 8), (3, 0, 4), (4, 31, 0)] {
      let questions = Matrix.smallIntegers(rows: queries, columns: dimension, seed: 8)
      let factors = Matrix.smallIntegers(rows: items, columns: dimension, seed: 9)
      expectSorted(questions, factors, count: count)
    }
  }

  @Test("scores of NaN, infinity and minus zero rank and come back as they are")
  func oddScores() {
    var factors = Matrix(rows: 70, columns: 1)
    for item in 0..<70 {
      factors[item, 0] = [0, 1, .nan, .infinity, -.infinity, -1, .leastNonzeroMagnitude][item % 7]
    }
    let questions = Matrix([[1], [-1], [0], [-0.25], [.nan]])
    for count in [1, 10, 40, 70] { expectSorted(questions, factors, count: count) }
  }

  private func expectSorted(_ questions: Matrix, _ factors: Matrix, count: Int) {
    var stream = RandomStream(seed: 10)
    let excluded = (0..<questions.rows).map { query -> [Int32] in
      (0..<factors.rows).filter { _ in stream.index(below: 4) < query % 4 }.map { Int32($0) }
    }
    let scores = ScoringOracle.scores(questions, factors)
    let packed = PackedItems(factors)
    for exclusions in [excluded, []] {
      let lists = packed.topK(questions, count: count, excluded: exclusions)
      #expect(lists.count == questions.rows)
      for query in 0..<questions.rows {
        let expected = TopK.bySorting(
          scores.row(query), count: count, excluding: exclusions.isEmpty ? [] : exclusions[query])
        #expect(lists[query].map(\.bits) == expected.map(\.bits))
      }
    }
  }
}
