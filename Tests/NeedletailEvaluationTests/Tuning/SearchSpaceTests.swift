import NeedletailCore
import NeedletailEvaluation
import Testing

@Suite("Search spaces")
struct SearchSpaceTests {
  private func space(_ text: String, _ overrides: String? = nil) throws -> SearchSpaceDefinition {
    try SearchSpaceDefinition(
      ModelSpecification(parsing: text, registry: .slopes),
      fixed: ModelSpecification.given(in: text, registry: .slopes), overrides: overrides)
  }

  private func message(_ text: String, _ overrides: String?) -> String {
    do { return "\(try space(text, overrides))" } catch { return "\(error)" }
  }

  @Test("declared spaces take part unless the specification holds them fast")
  func declared() throws {
    #expect(
      "\(try space("slope"))"
        == "slope over dimension=log(64..256), l2=log(0.001..1), weight=log(0.3..100)")
    #expect(
      "\(try space("slope(l2=0.5)"))" == "slope(l2=0.5) over dimension=log(64..256), weight=log(0.3..100)")
    // Also when the value is the default.
    #expect(try space("slope(l2=0.01)").axes.map(\.name) == ["dimension", "weight"])
    #expect(try space("slope@toy").axes.map(\.name) == ["weight"])
  }

  @Test("overrides: ranges, lists, single values, other axes, aliases")
  func overrides() throws {
    let space = try space(
      "slope", "l2=log(10..10000), dimension=64|128,shrink=0..100,kind=plain|other, epochs=4,weight=1..2")
    #expect(
      space.axes.map(\.description) == [
        "dimension=64|128", "l2=log(10..10000)", "weight=1..2", "kind=plain|other", "shrinkage=0..100",
      ])
    #expect(space.base.description == "slope(epochs=4)")
    #expect(space.fixed == ["epochs"])
    #expect(try self.space("slope", "dimension=log(1..8)").axes[0].space == .logarithmicIntegers(1...8))
    #expect(try self.space("slope", "epochs=2..8").axes.last?.space == .integers(2...8))
  }

  @Test(
    "what cannot be searched is refused with its place",
    arguments: [
      ("l3=1..2", "did you mean 'l2'"), ("l2=2..1", "expected a smaller and a greater number"),
      ("l2=log(0..1)", "above 0"), ("kind=a..b", "one of plain, broken, other"),
      ("kind=plain|oter", "did you mean 'other'"),
      ("l2", "expected name=log(1..100)"), ("l2=1..2,l2=3", "given twice"),
      ("l2=x..2", "l2=x: expected a number"),
      ("dimension=log(0..4)", "dimension=0"), ("l2=log(3)", "expected a range"),
      ("kind=plain|plain", "given twice"),
      ("l2=1,weight=1,dimension=8", "nothing is left to search"), ("l2=-1..1", "l2=-1"),
    ])
  func refused(overrides: String, part: String) {
    #expect(message("slope", overrides).contains(part), "\(message("slope", overrides))")
  }

  @Test("a hyper-parameter is not both fixed and searched")
  func both() {
    #expect(message("slope(l2=1)", "l2=1..2").contains("in the specification and in the space"))
  }

  @Test("grids: 1, 3, 10 on logarithmic axes, doublings, all of a list, five of a range")
  func grids() throws {
    func grid(_ text: String) throws -> [String] {
      try space("slope", text).axes[0].gridValues.map(\.description)
    }
    let held = "dimension=8,weight=1,"
    #expect(try grid(held + "l2=log(0.0003..0.1)") == ["0.0003", "0.001", "0.003", "0.01", "0.03", "0.1"])
    #expect(try grid(held + "l2=log(0.003..1)") == ["0.003", "0.01", "0.03", "0.1", "0.3", "1"])
    #expect(try grid(held + "l2=log(20..25)") == ["20", "25"])
    #expect(try grid(held + "l2=0..1") == ["0", "0.25", "0.5", "0.75", "1"])
    #expect(try grid("l2=1,weight=1,dimension=log(32..500)") == ["32", "64", "128", "256"])
    #expect(try grid("l2=1,weight=1,dimension=1..3") == ["1", "2", "3"])
    #expect(try grid("l2=1,weight=1,dimension=7|5") == ["7", "5"])
  }

  @Test("presets are specifications, with changes if wanted")
  func presets() throws {
    #expect(
      try ModelSpecification(parsing: "slope@toy", registry: .slopes).description
        == "slope(dimension=64,l2=0.1)")
    #expect(
      try ModelSpecification(parsing: " slope@toy ( l2=1 ) ", registry: .slopes).description
        == "slope(dimension=64,l2=1)")
    #expect(try ModelSpecification.list("slope@toy,slope", registry: .slopes).count == 2)
    #expect(throws: SpecificationError.self) { try ModelSpecification(parsing: "slope@", registry: .slopes) }
    do {
      _ = try ModelSpecification(parsing: "slope@tot", registry: .slopes)
      Issue.record("an unknown preset was read")
    } catch { #expect("\(error)".contains("no preset is named 'slope@tot'; did you mean 'slope@toy'")) }
  }
}
