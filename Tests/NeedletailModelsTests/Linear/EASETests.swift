import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import Synchronization
import TestSupport
import Testing

@Suite("EASE")
struct EASETests {
  /// The worked example of Steck's model: four users, three items.
  private let toy: [[Float]] = [[1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 0, 0]]

  @Test("the worked example comes out number by number")
  func workedExample() throws {
    let model = try fit(toy, l2: 1)
    expectWeights(model, [[0, 0.3636364, 0], [0.5, 0, 0.5], [0, 0.5454545, 0]])
    #expect(close(scores(model, [0, 1]), [0.5, 0.3636364, 0.5]))
    #expect(close(scores(model, [0]), [0, 0.3636364, 0]))
    #expect(scores(model, []) == [0, 0, 0])
  }

  @Test("the inverse and the objective of the worked example")
  func workedInverse() throws {
    let matrix = csr(toy)
    var tiles = try SymmetricTiles.gram(of: matrix, pool: WorkerPool(threads: 1))
    #expect(tiles.dense == Matrix([[3, 2, 1], [2, 3, 2], [1, 2, 2]]))
    tiles.addToDiagonal(1)
    try tiles.invert(pool: WorkerPool(threads: 1))
    let inverse: [[Float]] = [[1 / 3, -1 / 6, 0], [-1 / 6, 0.4583333, -0.25], [0, -0.25, 0.5]]
    for row in 0..<3 { #expect(close((0..<3).map { tiles[row, $0] }, inverse[row])) }
    // γ_j = 1 / P_jj − λ
    #expect(close(tiles.diagonal.map { 1 / $0 - 1 }, [2, 1.1818182, 1]))
    let model = try fit(toy, l2: 1)
    var objective: Double = 0
    for row in toy {
      let items = row.indices.filter { row[$0] != 0 }
      for (score, value) in zip(scores(model, items), row) {
        objective += Double((value - score) * (value - score))
      }
    }
    objective += weights(model).joined().reduce(0) { $0 + Double($1 * $1) }
    #expect(abs(objective - 4.1818182) < 1e-5)
  }

  @Test("user weights and a dropout-shaped ridge go through the same solver")
  func variants() throws {
    let pool = WorkerPool(threads: 1)
    var weighted = try SymmetricTiles.gram(of: csr(toy), rowWeights: [1, 2, 1, 1], pool: pool)
    weighted.addToDiagonal(1)
    try weighted.invert(pool: pool)
    expectWeights(of: weighted, [[0, 0.375, 0.0625], [0.5454545, 0, 0.5625], [0.0909091, 0.5625, 0]])
    var dropout = try SymmetricTiles.gram(of: csr(toy), pool: pool)
    dropout.addToDiagonal(dropout.diagonal.map { 1 + 0.25 / 0.75 * $0 })
    try dropout.invert(pool: pool)
    expectWeights(
      of: dropout, [[0, 0.3076923, 0.0476190], [0.3720930, 0, 0.3809524], [0.0697674, 0.4615385, 0]])
  }

  @Test("the denoising form of the worked example comes out number by number")
  func dropout() throws {
    let model = try fit(toy, l2: 1, dropout: 0.25)
    expectWeights(
      model, [[0, 0.3076923, 0.0476190], [0.3720930, 0, 0.3809524], [0.0697674, 0.4615385, 0]])
  }

  @Test("dropout is the mean of fits on histories with entries left out")
  func denoising() throws {
    // In expectation over masks, the normal equations of column j from masked inputs are those of the ridge.
    let rows = random(users: 40, items: 10)
    let (p, copies) = (0.3, 3000)
    var gram = LinearAlgebraOracle.gram(rows.map { $0.map(Double.init) }).map { $0.map { _ in 0.0 } }
    var right = gram
    var stream = RandomStream(seed: 31)
    for row in rows {
      for _ in 0..<copies {
        let masked = row.map { stream.uniform() < p ? 0 : Double($0) / (1 - p) }
        for i in 0..<10 where masked[i] != 0 {
          for j in 0..<10 {
            gram[i][j] += masked[i] * masked[j] / Double(copies)
            right[i][j] += masked[i] * Double(row[j]) / Double(copies)
          }
        }
      }
    }
    let model = try fit(rows, l2: 2, dropout: p)
    for j in [0, 4, 9] {
      let others = (0..<10).filter { $0 != j }
      let inverse = LinearAlgebraOracle.inverse(
        others.map { i in others.map { gram[i][$0] + (i == $0 ? 2 : 0) } })
      for (place, i) in others.enumerated() {
        let expected = others.indices.reduce(0.0) { $0 + inverse[place][$1] * right[others[$1]][j] }
        #expect(abs(Double(model.weight(from: ItemRow(i), to: ItemRow(j))) - expected) < 0.03)
      }
    }
  }

  @Test(
    "a long fit says so before it starts, and a catalogue too large is refused with its figure and a way out")
  func announcements() {
    let shape = DataShape(users: 100_000, items: 90_000, interactions: 1_000_000)
    let seconds = EASE().expectedSeconds(for: shape, threads: 2) ?? 0
    #expect(seconds > 600)
    let log = InteractionLog(
      users: Vocabulary(ascending: SharedBuffer([Int64]())),
      items: Vocabulary(ascending: SharedBuffer((0..<90_000).map { Int64($0) })),
      userRows: SharedBuffer([]), itemRows: SharedBuffer([]))
    // Refused before it starts, so the notice, which is about work that starts, does not come.
    let notices = Notes()
    let error = #expect(throws: TrainingError.self) {
      _ = try EASE().train(
        TrainingData(log: log),
        options: TrainingOptions(
          pool: WorkerPool(threads: 2), memoryLimit: 16_000_000_000, notice: { notices.add($0) }))
    }
    #expect(
      error.map { "\($0)".contains("needs 16.7 GB") && "\($0)".contains("elsa") } ?? false, "\(error as Any)")
    #expect(notices.all.isEmpty)
    let cancellation = Cancellation()
    #expect(throws: CancelledError.self) {
      _ = try EASE().train(
        TrainingData(log: log),
        options: TrainingOptions(
          pool: WorkerPool(threads: 2), memoryLimit: 17_000_000_000,
          progress: { _ in cancellation.cancel() },
          notice: {
            notices.add($0)
            cancellation.cancel()
          }, cancellation: cancellation))
    }
    #expect(notices.all.first?.contains("ease on 90000 items will take about") ?? false)
  }

  @Test("the conditions of the optimum hold", arguments: [7, 33, 65])
  func optimality(items: Int) throws {
    let rows = random(users: 80, items: items)
    let model = try fit(rows, l2: 3)
    let b = weights(model).map { $0.map(Double.init) }
    var gram = LinearAlgebraOracle.gram(rows.map { $0.map(Double.init) })
    let original = gram
    for item in 0..<items { gram[item][item] += 3 }
    let product = LinearAlgebraOracle.product(gram, b)
    for i in 0..<items {
      #expect(b[i][i] == 0)
      for j in 0..<items where i != j { #expect(abs(product[i][j] - original[i][j]) < 1e-3) }
      // −γ_i, and γ_i > −λ
      #expect(original[i][i] - product[i][i] > -3)
    }
  }

  @Test("a column is the ridge regression of its item on all others")
  func ridgeRegression() throws {
    let rows = random(users: 60, items: 20)
    let b = weights(try fit(rows, l2: 2))
    var gram = LinearAlgebraOracle.gram(rows.map { $0.map(Double.init) })
    for item in 0..<20 { gram[item][item] += 2 }
    for column in [0, 7, 19] {
      let others = (0..<20).filter { $0 != column }
      let inverse = LinearAlgebraOracle.inverse(others.map { i in others.map { gram[i][$0] } })
      for (row, i) in others.enumerated() {
        let expected = others.indices.reduce(0) { $0 + inverse[row][$1] * gram[others[$1]][column] }
        #expect(abs(Double(b[i][column]) - expected) < 1e-4)
      }
    }
  }

  @Test("replicated users with as much more ridge change nothing")
  func replication() throws {
    let rows = random(users: 30, items: 15)
    let once = weights(try fit(rows, l2: 2)).joined()
    let thrice = weights(try fit(rows + rows + rows, l2: 6)).joined()
    #expect(close(Array(once), Array(thrice)))
  }

  @Test("permuted items permute the weights")
  func permutation() throws {
    let rows = random(users: 40, items: 12)
    let order = (0..<12).map { ($0 * 5 + 3) % 12 }
    let b = weights(try fit(rows, l2: 2))
    let permuted = weights(try fit(rows.map { row in order.map { row[$0] } }, l2: 2))
    for i in 0..<12 { #expect(close(permuted[i], order.map { b[order[i]][$0] })) }
  }

  @Test("an item without interactions has no weights")
  func emptyItem() throws {
    let model = try fit(random(users: 30, items: 9).map { $0 + [0] }, l2: 1)
    let b = weights(model)
    #expect(b[9] == [Float](repeating: 0, count: 10))
    #expect(b.map { $0[9] } == [Float](repeating: 0, count: 10))
    #expect(scores(model, [9]).map(\.bitPattern) == [UInt32](repeating: 0, count: 10))
  }

  @Test("a great ridge leaves the co-occurrences")
  func greatRidge() throws {
    let b = weights(try fit(toy, l2: 1e6))
    #expect(abs(b[0][1] * 1e6 - 2) < 1e-3)
    #expect(abs(b[2][0] * 1e6 - 1) < 1e-3)
  }

  @Test("scores have the same bits in any batch and among any candidates")
  func bits() throws {
    // More items than one strip of tiles holds.
    let items = 600
    let model = try fit(random(users: 300, items: items, density: 0.02), l2: 5)
    let queries = (0..<70).map { query(itemsOf: $0, of: items) }
    var all = Matrix(rows: queries.count, columns: items)
    try model.score(queries, candidates: .all, into: &all)
    for size in [1, 2, 7, 64] {
      for first in stride(from: 0, to: queries.count, by: size) {
        let batch = Array(queries[first..<min(first + size, queries.count)])
        var scores = Matrix(rows: batch.count, columns: items)
        try model.score(batch, candidates: .all, into: &scores)
        #expect(scores.bitPatterns == Array(all.bitPatterns[first * items..<(first + batch.count) * items]))
      }
    }
    for count in [0, 1, 20, 500] {
      let rows = (0..<count).map { ItemRow(($0 * 37 + 11) % items) }
      var some = Matrix(rows: queries.count, columns: count)
      try model.score(queries, candidates: .rows(rows), into: &some)
      for query in queries.indices {
        #expect(
          rows.indices.allSatisfy {
            some[query, $0].bitPattern == all[query, rows[$0].index].bitPattern
          })
      }
    }
    let excluded = queries.map(\.profile.items)
    for exclusions in [excluded, []] {
      let lists = try model.recommend(queries, RankingRequest(count: 25, excluded: exclusions))
      for query in queries.indices {
        let expected = TopK.bySorting(
          all.row(query), count: 25, excluding: exclusions.isEmpty ? [] : exclusions[query])
        #expect(lists[query].map(\.bits) == expected.map(\.bits))
      }
    }
  }

  @Test("a score is the sum of its explanation, and similar items are those of a history of one")
  func explanation() throws {
    let model = try fit(random(users: 100, items: 40), l2: 2)
    let query = Query(profile: Profile(items: [3, 9, 20, 39], weights: [1, 0.5, 2, 1]))
    var scores = Matrix(rows: 1, columns: 40)
    try model.score([query], candidates: .all, into: &scores)
    for item in 0..<40 {
      let parts = try model.explain(query, item: ItemRow(item))
      #expect(parts.map(\.item) == [3, 9, 20, 39])
      #expect(abs(parts.reduce(0) { $0 + $1.score } - scores[0, item]) < 1e-5)
    }
    let similar = try model.similar(to: ItemRow(9), count: 5)
    #expect(similar.count == 5 && !similar.contains { $0.item == 9 })
    #expect(similar[0].score == (0..<40).map { model.weight(from: ItemRow(9), to: ItemRow($0)) }.max())
  }

  @Test("a written model opens to the bit")
  func file() throws {
    let model = try fit(random(users: 50, items: 30), l2: 2)
    let file = try MemoryModelFile(of: model)
    let opened = try #require(
      try EASE.open(file, hyperparameters: EASE(l2: 2).hyperparameters) as? EASERecommender)
    #expect(weights(opened) == weights(model))
    #expect(opened.algorithm as? EASE == EASE(l2: 2))
  }

  @Test("a fit without users, items or interactions works")
  func degenerate() throws {
    #expect(weights(try fit([], l2: 1)) == [])
    #expect(weights(try fit([[0, 0]], l2: 1)) == [[0, 0], [0, 0]])
    let model = try fit([], l2: 1)
    #expect(try model.recommend([Query(profile: .empty)], RankingRequest(count: 3)) == [[]])
  }

  @Test("a fit can be interrupted, and reports its steps")
  func interruption() throws {
    let log = log(of: random(users: 30, items: 10))
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: CancelledError.self) {
      _ = try EASE().fit(TrainingData(log: log), options: TrainingOptions(cancellation: cancellation))
    }
    let stages = Mutex<[String]>([])
    let options = TrainingOptions(progress: { progress in stages.withLock { $0.append(progress.stage) } })
    _ = try EASE().fit(TrainingData(log: log), options: options)
    #expect(Set(stages.withLock { $0 }) == ["Gram matrix", "invert"])
  }

  @Test("a ridge too small for the data is an error that says so")
  func smallRidge() {
    // A thousand users with the same 600 items: rank one, far beyond the precision of 32-bit floats.
    let rows = [[Float](repeating: 1, count: 600), [Float](repeating: 1, count: 600)]
    let users = [[[Float]]](repeating: rows, count: 500).flatMap(\.self)
    let error = #expect(throws: TrainingError.self) { try fit(users, l2: 0.001) }
    #expect(error.map { "\($0)".contains("raise l2") } ?? false)
  }

  @Test("the memory formula counts what is allocated")
  func memory() {
    let estimate = EASE().memoryEstimate(
      for: DataShape(users: 1, items: 40_981, interactions: 1), threads: 2)
    #expect(estimate.terms[0].bytes == 4 * SymmetricTiles.elementCount(order: 40_981))
    #expect(estimate.bytes < 3_600_000_000)
  }

  // MARK: Shorthands

  private func fit(_ rows: [[Float]], l2: Double, dropout: Double = 0) throws -> EASERecommender {
    let options = TrainingOptions(pool: WorkerPool(threads: 2))
    return try #require(
      try EASE(l2: l2, dropout: dropout).fit(TrainingData(log: log(of: rows)), options: options)
        as? EASERecommender)
  }

  private func log(of rows: [[Float]]) -> InteractionLog {
    let items = rows.first?.count ?? 0
    var users: [Int32] = []
    var columns: [Int32] = []
    for (user, row) in rows.enumerated() {
      for item in 0..<items where row[item] != 0 {
        users.append(Int32(user))
        columns.append(Int32(item))
      }
    }
    return InteractionLog(
      users: Vocabulary(ascending: SharedBuffer((0..<rows.count).map { Int64($0) })),
      items: Vocabulary(ascending: SharedBuffer((0..<items).map { Int64($0) })),
      userRows: SharedBuffer(users), itemRows: SharedBuffer(columns))
  }

  private func csr(_ rows: [[Float]]) -> CSRMatrix {
    CSRMatrix(
      columns: rows[0].count,
      rows: rows.map { row in row.indices.filter { row[$0] != 0 }.map { (column: $0, value: row[$0]) } })
  }

  private func random(users: Int, items: Int, density: Double = 0.2) -> [[Float]] {
    var stream = RandomStream(seed: 5)
    return (0..<users).map { _ in (0..<items).map { _ in stream.uniform() < density ? 1 : 0 } }
  }

  private func query(itemsOf number: Int, of items: Int) -> Query {
    var stream = RandomStream(seed: 6, stream: UInt64(number))
    let chosen = Set((0..<number % 40).map { _ in Int32(stream.index(below: items)) }).sorted()
    return Query(
      profile: Profile(items: chosen, weights: chosen.map { _ in Float(stream.index(below: 4)) / 2 }))
  }

  private func scores(_ model: EASERecommender, _ items: [Int]) -> [Float] {
    var scores = Matrix(rows: 1, columns: model.itemCount)
    let query = Query(profile: Profile(items.map { ItemRow($0) }))
    #expect(throws: Never.self) { try model.score([query], candidates: .all, into: &scores) }
    return scores.elements.array
  }

  private func weights(_ model: EASERecommender) -> [[Float]] {
    (0..<model.itemCount).map { i in
      (0..<model.itemCount).map { model.weight(from: ItemRow(i), to: ItemRow($0)) }
    }
  }

  private func expectWeights(_ model: EASERecommender, _ expected: [[Float]]) {
    for (row, values) in expected.enumerated() { #expect(close(weights(model)[row], values)) }
  }

  private func expectWeights(of inverse: SymmetricTiles, _ expected: [[Float]]) {
    for i in 0..<3 {
      let row = (0..<3).map { $0 == i ? 0 : -inverse[i, $0] / inverse[$0, $0] }
      #expect(close(row, expected[i]))
    }
  }

  private func close(_ actual: [Float], _ expected: [Float], tolerance: Float = 2e-5) -> Bool {
    actual.count == expected.count && zip(actual, expected).allSatisfy { abs($0 - $1) <= tolerance }
  }
}
