import NeedletailData
import NeedletailMath
import TestSupport
import Testing

/// What holds for every split of any data.
struct SplitPropertyTests {
  private static let specifications = [
    "random:0.2", "last:1", "last:2,negatives=5", "holdout:users=0.5,ratings=0.2",
    "strong:users=0.2,holdout=0.3", "strong:mult-vae,users=10", "cold:items=0.2", "time:0.2",
    "folds:3",
  ]
  private static let rows = LogFixture.random(users: 60, items: 40, count: 900, seed: 3)

  private func split(_ text: String, _ rows: [LogFixture.Row], seed: UInt64 = 7) throws -> [Split] {
    let data = LogFixture.data(LogFixture.log(rows, timed: true, valued: true))
    return try SplitSpecification(parsing: text).split(data, seed: seed)
  }

  private func parts(_ split: Split) -> [[LogFixture.Row]] {
    [split.training, split.foldIn, split.test, split.validation, split.validationFoldIn]
      .map { $0.map(LogFixture.rows) ?? [] }
  }

  @Test(
    "parts hold each interaction at most once, and what is missing is warned of", arguments: specifications)
  func partition(specification: String) throws {
    for split in try split(specification, Self.rows) {
      var left = Dictionary(Self.rows.map { ($0, 1) }, uniquingKeysWith: +)
      for row in parts(split).joined() { left[row, default: 0] -= 1 }
      #expect(left.values.allSatisfy { $0 >= 0 })
      let missing = left.values.reduce(0, +)
      #expect(
        missing == 0 || split.warnings.contains { $0.contains("\(missing) ") && $0.contains("left out") })
      #expect(!split.definition.isEmpty)
    }
  }

  @Test(
    "no user-item pair is both known and hidden",
    arguments: specifications.filter { !$0.contains("mult-vae") })
  func overlap(specification: String) throws {
    for split in try split(specification, Self.rows) {
      func pairs(_ rows: [LogFixture.Row]) -> Set<[Int]> { Set(rows.map { [$0.user, $0.item] }) }
      let parts = parts(split)
      let known = pairs(parts[0] + parts[1] + parts[4])
      #expect(known.isDisjoint(with: pairs(parts[2])))
      #expect(known.isDisjoint(with: pairs(parts[3])))
      #expect(pairs(parts[2]).isDisjoint(with: pairs(parts[3])))
    }
  }

  @Test("the same seed repeats a split, another seed changes a random one", arguments: specifications)
  func seeds(specification: String) throws {
    let first = try split(specification, Self.rows, seed: 7).map(parts)
    #expect(try split(specification, Self.rows, seed: 7).map(parts) == first)
    let isRandom =
      !specification.hasPrefix("time") && !specification.hasPrefix("last")
      && !specification.contains("mult-vae")
    if isRandom { #expect(try split(specification, Self.rows, seed: 8).map(parts) != first) }
  }

  @Test(
    "rows in another order give the same split",
    arguments: specifications.filter { !$0.contains("mult-vae") })
  func permutation(specification: String) throws {
    var stream = RandomStream(seed: 5)
    // Distinct times: the order of equal times is that of the log.
    let rows = Self.rows.enumerated().map { LogFixture.Row($1.user, $1.item, time: Int64($0)) }
    let shuffled = rows.shuffled(using: &stream)
    func sets(_ splits: [Split]) -> [[Set<LogFixture.Row>]] { splits.map { parts($0).map { Set($0) } } }
    #expect(try sets(split(specification, rows)) == sets(split(specification, shuffled)))
    #expect(
      try split(specification, rows).map(\.negatives) == split(specification, shuffled).map(\.negatives))
  }

  @Test("the test parts of folds are the whole data, each once")
  func folds() throws {
    let tests = try split("folds:3", Self.rows).flatMap { LogFixture.rows(of: $0.test) }
    func count(_ rows: [LogFixture.Row]) -> [LogFixture.Row: Int] {
      Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
    }
    #expect(count(tests) == count(Self.rows))
  }

  @Test(
    "a validation part comes out of training only",
    arguments: [
      "random:0.1", "last:1,negatives=3", "holdout:users=0.5,ratings=0.2", "time:0.1",
      "strong:users=0.1,holdout=0.2", "cold:items=0.2",
    ])
  func carve(specification: String) throws {
    let whole = try split("last:1", Self.rows)[0]
    let carved = try SplitSpecification(parsing: specification).carve(whole, seed: 7)
    #expect(LogFixture.rows(of: carved.test) == LogFixture.rows(of: whole.test))
    let before = Set(LogFixture.rows(of: whole.training))
    let own = try #require(carved.validationSplit)
    #expect(Set(parts(own).joined()).isSubset(of: before))
    #expect(own.test.count > 0)
    #expect(own.training.count + own.test.count + (own.foldIn?.count ?? 0) <= whole.training.count)
    #expect((own.negatives != nil) == specification.contains("negatives"))
    #expect((own.foldIn != nil) == specification.contains("strong"))
  }
}
