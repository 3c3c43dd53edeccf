import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

/// Forms whose neighbours speak of differences from an expectation, and what evidence similarities rest on.
@Suite("Relative forms of neighbours")
struct RelativeFormTests {
  private func predictions(_ specification: String, _ ratings: [[Double?]]) throws -> [[Float]] {
    let model = try #require(try NeighbourToys.model(specification, ratings) as? any RatingPredictor)
    return try ratings.indices.map { user in
      try model.predict(NeighbourToys.query(user, ratings), items: ratings[0].indices.map { ItemRow($0) })
    }
  }

  private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(values.count, 1))
    return (mean, square.squareRoot())
  }

  /// Cosines, or 1 / (1 + the mean squared difference) over common entries, times c / (c + λ).
  private func similarity(
    _ vectors: DenseNeighbours, _ x: Int, _ y: Int, msd: Bool, significance: Double
  ) -> Double {
    let common = zip(vectors.vectors[x], vectors.vectors[y]).compactMap { a, b in
      a.flatMap { a in b.map { (a, $0) } }
    }
    let count = Double(common.count)
    let factor = count == 0 ? 0 : count / (count + significance)
    guard msd else { return factor * vectors.cosine(x, y, power: pow) }
    let difference = common.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / max(count, 1)
    return factor / (1 + difference)
  }

  /// Predictions from the definition; `expected` and `unit` of a (vector, coordinate).
  private func oracle(
    _ vectors: DenseNeighbours, subject: Int, feature: Int, nearest: Int, among: [Int], msd: Bool,
    significance: Double, expected: (Int) -> Double, unit: (Int) -> Double
  ) -> Double? {
    let heard =
      among.filter { $0 != subject }
      .map { ($0, similarity(vectors, subject, $0, msd: msd, significance: significance)) }
      .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }.prefix(nearest)
      .filter { vectors.vectors[$0.0][feature] != nil }
    guard !heard.isEmpty else { return nil }
    let sum = heard.reduce(0.0) {
      $0 + $1.1 * (vectors.vectors[$1.0][feature]! - expected($1.0)) / unit($1.0)
    }
    return expected(subject) + unit(subject) * sum / heard.reduce(0) { $0 + $1.1 }
  }

  @Test(
    "user-based predictions agree with full matrices", arguments: ["z-score", "baseline"], [false, true])
  func users(form: String, msd: Bool) throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: 6)
    let vectors = DenseNeighbours(ratings)
    let baseline = try baselines(ratings)
    let moments = ratings.map { self.moments($0.compactMap(\.self)) }
    let overall = self.moments(ratings.joined().compactMap(\.self)).deviation
    let options = msd ? "similarity=msd,significance=5" : "significance=3"
    let found = try predictions("userknn(neighbours=4,form=\(form),\(options))", ratings)
    for user in ratings.indices {
      for item in 0..<9 {
        // The nearest of those who have the item.
        let among = ratings.indices.filter { ratings[$0][item] != nil }
        let expected = oracle(
          vectors, subject: user, feature: item, nearest: 4, among: among, msd: msd,
          significance: msd ? 5 : 3,
          expected: { form == "baseline" ? baseline[$0][item] : moments[$0].mean },
          unit: { form == "baseline" ? 1 : moments[$0].deviation > 0 ? moments[$0].deviation : overall })
        check(found[user][item], expected ?? (form == "baseline" ? baseline[user][item] : nil), user, item)
      }
    }
  }

  @Test("item-based predictions agree with full matrices", arguments: ["z-score", "baseline"])
  func items(form: String) throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: 8)
    let vectors = DenseNeighbours(ratings).transposed
    let baseline = try baselines(ratings)
    let moments = vectors.vectors.map { self.moments($0.compactMap(\.self)) }
    let found = try predictions("itemknn(neighbours=4,form=\(form),similarity=msd,significance=2)", ratings)
    for user in ratings.indices {
      for item in 0..<9 {
        let expected = oracle(
          vectors, subject: item, feature: user, nearest: 4, among: Array(0..<9), msd: true, significance: 2,
          expected: { form == "baseline" ? baseline[user][$0] : moments[$0].mean },
          unit: { form == "baseline" ? 1 : moments[$0].deviation })
        check(found[user][item], expected ?? (form == "baseline" ? baseline[user][item] : nil), user, item)
      }
    }
  }

  private func check(_ found: Float, _ expected: Double?, _ user: Int, _ item: Int) {
    let isRight = expected.map { abs(Double(found) - $0) < 2e-5 } ?? found.isNaN
    #expect(isRight, "user \(user), item \(item): \(found) for \(expected ?? .nan)")
  }

  private func baselines(_ ratings: [[Double?]]) throws -> [[Double]] {
    try predictions("bias", ratings).map { $0.map { Double($0) } }
  }

  @Test("few common entries count less")
  func significance() throws {
    let ratings: [[Double?]] = [[1, 1, 1], [1, nil, 1], [1, 1, nil]]
    func similarities(_ options: String) throws -> [Float] {
      let model = try #require(try NeighbourToys.model("itemknn\(options)", ratings) as? any SimilarItems)
      return try model.similar(to: ItemRow(0), count: 9).map(\.score)
    }
    let plain = try similarities("")
    let shrunk = try similarities("(significance=6)")
    // Two common entries: 2 / (2 + 6).
    #expect(zip(plain, shrunk).allSatisfy { abs($0 * 0.25 - $1) < 1e-6 })
  }

  @Test("equal values have no deviation to divide by")
  func constantValues() throws {
    for text in ["userknn(form=z-score)", "itemknn(form=z-score)"] {
      let values = try predictions(text, [[0.1, 0.1, 0.1], [0.1, 0.1, nil], [0.1, nil, 0.1]])
      #expect(values.joined().filter { !$0.isNaN }.allSatisfy { abs($0 - 0.1) < 1e-6 })
    }
  }
}
