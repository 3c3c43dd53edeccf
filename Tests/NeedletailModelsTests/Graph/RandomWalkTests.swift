import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Random walks")
struct RandomWalkTests {
  /// The interactions of the EASE sheet.
  private static let sheet: [[Double?]] = [[1, 1, nil], [1, 1, 1], [nil, 1, 1], [1, nil, nil]]

  private func links(_ specification: String, _ ratings: [[Double?]]) throws -> [[Double]] {
    let model = try NeighbourToys.model(specification, ratings)
    let count = ratings[0].count
    let queries = (0..<count).map { Query(profile: Profile([ItemRow($0)])) }
    var scores = Matrix(rows: count, columns: count)
    try model.score(queries, candidates: .all, into: &scores)
    return (0..<count).map { row in (0..<count).map { Double(scores[row, $0]) } }
  }

  private func expect(_ found: [[Double]], _ expected: [[Double]], within tolerance: Double = 1e-6) {
    for (row, other) in zip(found, expected) {
      for (a, b) in zip(row, other) { #expect(abs(a - b) <= tolerance, "\(found) for \(expected)") }
    }
  }

  @Test("the numbers of the sheet")
  func numbers() throws {
    expect(
      try links("rp3beta(beta=0)", Self.sheet),
      [[0, 0.277778, 0.111111], [0.277778, 0, 0.277778], [0.166667, 0.416667, 0]])
    expect(
      try links("rp3beta(beta=0.5)", Self.sheet),
      [[0, 0.160375, 0.078567], [0.160375, 0, 0.196419], [0.096225, 0.240563, 0]])
    expect(try links("p3alpha", Self.sheet), try links("rp3beta(beta=0)", Self.sheet), within: 0)
  }

  /// W over full matrices, straight from the definition.
  private func oracle(_ ratings: [[Double?]], alpha: Double, beta: Double) -> [[Double]] {
    let items = ratings[0].indices
    let degrees = items.map { item in Double(ratings.count { $0[item] != nil }) }
    return items.map { i in
      items.map { j in
        guard i != j else { return 0 }
        let walks = ratings.reduce(0.0) { sum, row in
          guard row[i] != nil, let weight = row[j] else { return sum }
          let total = row.compactMap(\.self).reduce(0, +)
          return sum + pow(1 / degrees[i], alpha) * pow(weight / total, alpha)
        }
        return walks == 0 ? 0 : walks * pow(degrees[j], -beta)
      }
    }
  }

  @Test("links agree with full matrices in double precision", arguments: [1, 2, 3] as [UInt64])
  func dense(seed: UInt64) throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: seed)
    for selection in ["rows", "columns", "both"] {
      let found = try links("rp3beta(alpha=0.8,beta=0.4,selection=\(selection))", ratings)
      expect(found, oracle(ratings, alpha: 0.8, beta: 0.4))
    }
    let whole = oracle(ratings, alpha: 0.8, beta: 0.4)
    let scaled = whole.map { row in row.map { $0 / max(row.reduce(0, +), 1e-30) } }
    expect(try links("rp3beta(alpha=0.8,beta=0.4,normalise=true)", ratings), scaled)
  }

  @Test("an item keeps its strongest links, or the strongest that lead to it")
  func selections() throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: 4)
    let whole = oracle(ratings, alpha: 1, beta: 0.3)
    func strongest(_ rows: [[Double]]) -> [[Double]] {
      rows.map { row in
        let least = row.sorted(by: >)[2]
        return row.map { $0 >= least ? $0 : 0 }
      }
    }
    func transposed(_ rows: [[Double]]) -> [[Double]] { rows.indices.map { i in rows.map { $0[i] } } }
    let byRow = strongest(whole)
    expect(try links("rp3beta(neighbours=3)", ratings), byRow)
    let byColumn = transposed(strongest(transposed(whole)))
    expect(try links("rp3beta(neighbours=3,selection=columns)", ratings), byColumn)
    let both = transposed(strongest(transposed(byRow)))
    expect(try links("rp3beta(neighbours=3,selection=both)", ratings), both)
  }

  @Test("a score is the sum of links times weights")
  func scores() throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: 5)
    let links = oracle(ratings, alpha: 1, beta: 0.3)
    let model = try NeighbourToys.model("rp3beta", ratings)
    for user in ratings.indices {
      var scores = Matrix(rows: 1, columns: 9)
      try model.score([NeighbourToys.query(user, ratings)], candidates: .all, into: &scores)
      for item in 0..<9 {
        let expected = (0..<9).reduce(0.0) { $0 + (ratings[user][$1] ?? 0) * links[$1][item] }
        #expect(abs(Double(scores[0, item]) - expected) < 1e-5)
      }
    }
  }

  @Test("weights that are no probabilities are refused with the remedy", arguments: ["p3alpha", "rp3beta"])
  func badWeights(name: String) {
    for ratings: [[Double?]] in [[[-1, 2], [3, 4]], [[.infinity, 2], [3, 4]]] {
      let error = #expect(throws: TrainingError.self) { try NeighbourToys.model(name, ratings) }
      #expect(
        error?.message.contains("\(name): ") == true && error?.message.contains("weight=binary") == true)
    }
  }

  @Test(
    "hyper-parameters out of range are refused",
    arguments: ["p3alpha(alpha=-1)", "p3alpha(beta=1)", "rp3beta(neighbours=0)", "rp3beta(selection=all)"])
  func badHyperparameters(text: String) {
    #expect(throws: SpecificationError.self) { try ModelSpecification(parsing: text, registry: .models) }
  }
}
