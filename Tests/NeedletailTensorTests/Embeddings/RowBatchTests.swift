import NeedletailMath
import NeedletailTensor
import Testing

@Suite("A batch of rows")
struct RowBatchTests {
  @Test(
    "is what a dictionary of positions says",
    arguments: [0, 1, 2, 100, 16_384, 16_385, 50_000], [1, 5, 2048, 70_000, 5_000_000])
  func agreesWithDictionary(count: Int, limit: Int) throws {
    let rows = Draw(seed: 7, step: limit, count: count, limit: limit, dimension: 0).rows
    let expected = Dictionary(grouping: rows.indices) { rows[$0] }.sorted { $0.key < $1.key }
    for threads in [1, 2] {
      let pool = WorkerPool(threads: threads)
      let batch = RowBatch()
      try batch.assign(rows.span, pool: pool)
      #expect(batch.count == count)
      #expect(batch.uniqueCount == expected.count)
      let unique = (0..<batch.uniqueCount).map { batch.uniqueRows[$0] }
      #expect(unique == expected.map(\.key))
      #expect((0..<batch.uniqueCount).map { batch.occurrences($0) } == expected.map(\.value.count))
      batch.withInverse(pool: pool) { inverse in
        let back = (0..<batch.count).map { unique[Int(inverse[$0])] }
        #expect(back == rows)
      }
    }
  }

  @Test("forgets the batch before it")
  func reuse() throws {
    let pool = WorkerPool(threads: 1)
    let batch = RowBatch()
    for rows: [Int32] in [[9, 1, 9, 3], [2], [], [4, 4, 4, 4, 4, 4]] {
      try batch.assign(rows.span, pool: pool)
      #expect((0..<batch.uniqueCount).map { batch.uniqueRows[$0] } == Set(rows).sorted())
      batch.withInverse(pool: pool) { #expect($0.count == rows.count) }
    }
  }

  @Test("refuses a negative row with its position")
  func negative() throws {
    let batch = RowBatch()
    let error = #expect(throws: EmbeddingError.self) {
      try batch.assign([3, 1, -2, -7].span, pool: WorkerPool(threads: 1))
    }
    #expect(error?.code == .row)
    #expect(error?.message.contains("found -2 at position 2") == true)
  }

  @Test("gathers by position and by unique row what the table holds")
  func gathering() throws {
    for (threads, dimension) in [(1, 1), (2, 5), (2, 16)] {
      let pool = WorkerPool(threads: threads)
      let table = try EmbeddingTable(
        .init(name: "t", dimension: dimension, optimizer: .sgd(.init())), rows: 500, pool: pool)
      let all = try table.allWeights()
      let rows = Draw(seed: 8, step: 0, count: 20_000, limit: 500, dimension: 0).rows
      let batch = RowBatch()
      try batch.assign(rows.span, pool: pool)
      var target = [Float](repeating: .nan, count: rows.count * dimension)
      var span = target.mutableSpan
      try table.gather(batch, into: &span, pool: pool)
      #expect(target == rows.flatMap { all[Int($0)] })
      var unique = [Float](repeating: .nan, count: batch.uniqueCount * dimension)
      span = unique.mutableSpan
      try table.gatherUnique(batch, into: &span, pool: pool)
      #expect(unique == Set(rows).sorted().flatMap { all[Int($0)] })
    }
  }
}
