import NeedletailData
import NeedletailMath
import Testing

@Suite("Splits of labelled examples")
struct ExampleSplitTests {
  private func examples(_ count: Int) throws -> ExampleSet {
    let rows = (0..<count).map { "\($0 % 2),\($0 % 7),2020-01-\($0 % 28 + 10 > 28 ? 28 : $0 % 28 + 10)" }
    return try ExampleFixture.examples(
      (["y,f,at"] + rows).joined(separator: "\n"), schema: "y: label\nf: categorical\nat: time")
  }

  @Test("random parts are exact, disjoint and keyed by the seed")
  func random() throws {
    let examples = try examples(200)
    let specification = try SplitSpecification(parsing: "random:0.1")
    let split = try specification.split(examples, seed: 1)
    #expect(split.test.count == 20)
    #expect((split.training + split.test).sorted() == Array(0..<200))
    #expect(try specification.split(examples, seed: 1).test == split.test)
    #expect(try specification.split(examples, seed: 2).test != split.test)
    #expect(split.warnings.count == 1)
    let carved = try specification.carve(split, of: examples, seed: 1)
    #expect(carved.test == split.test)
    #expect(carved.validation?.count == 18)
    #expect(Set(carved.validation ?? []).isSubset(of: split.training))
    #expect(carved.validationSplit?.training == carved.training)
  }

  @Test("time divides by moments")
  func time() throws {
    let examples = try examples(100)
    let split = try SplitSpecification(parsing: "time:2020-01-20").split(examples, seed: 1)
    #expect(split.test.allSatisfy { examples.times![$0] >= 1_579_478_400_000 })
    #expect(split.training.allSatisfy { examples.times![$0] < 1_579_478_400_000 })
    let share = try SplitSpecification(parsing: "time:0.2").split(examples, seed: 1)
    #expect(share.training.map { examples.times![$0] }.max()! < share.test.map { examples.times![$0] }.min()!)
  }

  @Test(
    "forms that examples do not have are errors",
    arguments: ["last:1", "folds:5", "strong:users=0.1,holdout=0.2"])
  func others(_ text: String) throws {
    let examples = try examples(20)
    #expect(throws: DataError.self) { try SplitSpecification(parsing: text).split(examples, seed: 1) }
  }

  @Test("a division that did not come with the data is an error")
  func given() throws {
    let examples = try examples(20)
    #expect(throws: DataError.self) { try SplitSpecification(parsing: "given").split(examples, seed: 1) }
  }
}
