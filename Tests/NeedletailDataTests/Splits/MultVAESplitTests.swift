import NeedletailData
import TestSupport
import Testing

/// The published generator against numpy: the numbers come from `Benchmarks/splits/mult_vae_fixture.py`.
struct MultVAESplitTests {
  private static var log: InteractionLog {
    var rows: [LogFixture.Row] = []
    for user in 1...40 {
      if user % 3 == 1 { rows.append(LogFixture.Row(user, 100 + user)) }
      var seen = Set<Int>()
      for step in 0..<(3 + user * 5 % 11) {
        let item = (user * 7 + step * step * 3) % 37
        if seen.insert(item).inserted { rows.append(LogFixture.Row(user, item)) }
      }
    }
    return LogFixture.log(rows)
  }

  private func pairs(_ log: InteractionLog?) -> [[Int]] {
    log.map { LogFixture.rows(of: $0).map { [$0.user, $0.item] }.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) } }
      ?? []
  }

  @Test("held-out rows are those that numpy chooses")
  func matchesNumpy() throws {
    let log = Self.log
    #expect(log.count == 340)
    let split = try SplitSpecification(parsing: "strong:mult-vae,users=6").split(
      LogFixture.data(log), seed: 42)[0]
    #expect(
      pairs(split.validation) == [[1, 4], [16, 28], [24, 8], [24, 31], [29, 30], [34, 27]])
    #expect(
      pairs(split.test) == [
        [5, 9], [10, 32], [26, 1], [26, 8], [28, 14], [28, 22], [30, 26], [30, 32],
      ])
    #expect(split.catalogue?.count == 45)
    let testUsers = Set(pairs(split.test).map { $0[0] }).union(pairs(split.foldIn).map { $0[0] })
    #expect(testUsers == [5, 10, 22, 26, 28, 30])
    #expect(Set(pairs(split.validationFoldIn).map { $0[0] }) == [1, 11, 16, 24, 29, 34])
    // User 22 has fewer than five known items: a history, and nothing to predict.
    #expect(!pairs(split.test).contains { $0[0] == 22 })
    #expect(split.validationSplit?.test.count == 6)
  }

  @Test("more users held out than there are is an error")
  func tooMany() throws {
    let specification = try SplitSpecification(parsing: "strong:mult-vae,users=20")
    #expect(throws: DataError.self) { try specification.split(LogFixture.data(Self.log), seed: 1) }
  }
}
