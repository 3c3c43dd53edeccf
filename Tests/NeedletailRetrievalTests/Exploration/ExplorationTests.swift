import Foundation
import Needletail
import TestSupport
import Testing

@Suite("Exploration")
struct ExplorationTests {
  /// Frequencies of items over many seeds against the propensities of the lists they were in.
  private func check(_ text: String, count: Int, draws: Int, rules: RequestRules = RequestRules()) throws {
    let recommender = try PipelineFixture.model("ease")
    let catalogue = PipelineFixture.catalogue(newcomers: 10, hidden: [7])
    let pipeline = try Pipeline(try PipelineFixture.definition(text), recommender: recommender)
    let query = PipelineFixture.query(6)
    let requests = (0..<draws).map {
      PipelineRequest(query: query, count: count, rules: rules, seed: UInt64($0))
    }
    var shown: [Int32: Int] = [:]
    var propensity: [Int32: Float] = [:]
    var firsts: Set<Int32> = []
    for list in try pipeline.lists(for: requests, in: catalogue) {
      #expect(list.count == count)
      #expect(list[0].source != "explore", "the first place was explored")
      for entry in list {
        shown[entry.item, default: 0] += 1
        let known = propensity.updateValue(entry.propensity, forKey: entry.item)
        #expect(known == nil || known == entry.propensity, "item \(entry.item) has two propensities")
      }
      firsts.insert(list[0].item)
    }
    #expect(firsts.count == 1)
    // Inclusion probabilities of all items that can be shown sum to the length of the list.
    let total = propensity.values.reduce(0.0) { $0 + Double($1) }
    #expect(abs(total - Double(count)) < 1e-3 * Double(count), "propensities sum to \(total)")
    var square = 0.0
    var cells = 0
    for (item, probability) in propensity where probability < 1 {
      let p = Double(probability)
      let expected = Double(draws) * p
      let found = Double(shown[item, default: 0])
      square += (found - expected) * (found - expected) / (expected * (1 - p))
      cells += 1
      #expect(abs(found - expected) < 6 * (expected * (1 - p)).squareRoot(), "item \(item)")
    }
    for (item, probability) in propensity where probability == 1 { #expect(shown[item] == draws) }
    // Six standard deviations of a chi-square of so many cells.
    #expect(square < Double(cells) + 6 * (2 * Double(cells)).squareRoot(), "χ² \(square) of \(cells) cells")
    #expect(cells > 5)
  }

  @Test("slots show what their propensities say")
  func slots() throws { try check("sources: {model: 30, explore: {slots: 3}}", count: 12, draws: 40_000) }

  @Test("a share of places shows what its propensities say")
  func share() throws { try check("sources: {model: 30, explore: {share: 0.04}}", count: 10, draws: 40_000) }

  @Test("a narrow pool is drawn from as evenly")
  func narrow() throws {
    try check(
      "sources: {model: 30, explore: {slots: 2, where: 'number > 225'}}", count: 10, draws: 20_000)
  }

  @Test("propensities are those of the list after filters, quotas, pins and re-ranking")
  func afterEverything() throws {
    var rules = RequestRules()
    rules.pins = [.init(item: 245, place: 1)]
    rules.filter = try PipelineFixture.rule("number > 60")
    rules.excluded = [100, 101]
    try check(PipelineFixture.rich, count: 12, draws: 20_000, rules: rules)
    try check(
      PipelineFixture.rich.replacing("slots: 2", with: "share: 0.25"), count: 11, draws: 20_000, rules: rules)
  }

  @Test("drawn items cannot break a quota")
  func quotas() throws {
    let recommender = try PipelineFixture.model("ease")
    let catalogue = PipelineFixture.catalogue()
    let text = """
      sources: {model: 100, explore: {slots: 4}}
      quotas: [{when: 'genre == "drama"', atMost: 2}]
      """
    let pipeline = try Pipeline(try PipelineFixture.definition(text), recommender: recommender)
    let drama = try PipelineFixture.rule("genre == \"drama\"").items(in: catalogue.attributes)
    let requests = (0..<500).map {
      PipelineRequest(query: PipelineFixture.query(3), count: 10, seed: UInt64($0))
    }
    for list in try pipeline.lists(for: requests, in: catalogue) {
      #expect(list.count { drama[Int($0.item)] } <= 2 && list.count == 10)
      #expect(list.count { $0.source == "explore" } == 4)
    }
  }

  @Test("nothing is drawn where nothing is left, and never the first of one")
  func noPool() throws {
    let recommender = try PipelineFixture.model("ease")
    let catalogue = PipelineFixture.catalogue()
    let definition = try PipelineFixture.definition("sources: {model: 30, explore: {slots: 2}}")
    let pipeline = try Pipeline(definition, recommender: recommender)
    var request = PipelineRequest(query: PipelineFixture.query(3), count: 1)
    #expect(try pipeline.lists(for: [request], in: catalogue)[0].map(\.source) == ["model"])
    request.count = 6
    request.rules.filter = try PipelineFixture.rule("number < 6")
    request.rules.includeSeen = true
    let list = try pipeline.lists(for: [request], in: catalogue)[0]
    #expect(list.count == 6 && list.allSatisfy { $0.propensity == 1 })
  }

  @Test("the same seed draws the same")
  func seeds() throws {
    let definition = try PipelineFixture.definition("sources: {model: 30, explore: {slots: 2}}")
    let pipeline = try Pipeline(definition, recommender: try PipelineFixture.model("ease"))
    let request = PipelineRequest(query: PipelineFixture.query(3), count: 10, seed: 77)
    let catalogue = PipelineFixture.catalogue()
    let lists = try pipeline.lists(for: [request, request], in: catalogue)
    #expect(lists[0] == lists[1])
    #expect(try pipeline.lists(for: [request], in: catalogue)[0] == lists[0])
  }
}
