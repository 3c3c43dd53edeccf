import Needletail
import TestSupport
import Testing

@Suite("Definitions of pipelines")
struct DefinitionTests {
  @Test("are the same after writing and reading")
  func roundTrip() throws {
    let texts = [
      "", PipelineFixture.rich, "session:",
      "session: {halfLife: 90s, offset: -2.5, longTermKnowsSession: true}",
      "model: ials(dimension=24,l2=0.01)", "filters: {seen: false}",
      "filters: {seenKinds: [click, 'two words']}",
      "filters: {seenKinds: []}", "sources: {trending: {count: 3, halfLife: 100m}, limit: 9}",
      "sources: {model: 5, explore: {share: 0.02, where: 'year > 2000 and genre in [\"a\\\\b\"]'}}",
      "events: {click: 0.5, 'a: \"b\"': -3}", "pins: [{item: 'ü \"x\" # {', place: 4}, {item: '10'}]",
      "sources: {new: {count: 3, maxAge: 36h, attribute: published}}",
      "quotas: [{when: 'a == 1', atLeast: 2, atMost: 3}, {when: 'b == 2', atMost: 0}]",
    ]
    for text in texts {
      let definition = try PipelineFixture.definition(text)
      let again = try PipelineFixture.definition(definition.description)
      #expect(again == definition, "\(definition.description)")
      #expect(again.description == definition.description)
    }
    #expect(try PipelineFixture.definition("") == .plain)
    #expect(PipelineDefinition.plain.description == "")
  }

  @Test(
    "name the line and the remedy",
    arguments: [
      ("sources:\n  modle: 3\n  trending: {count: 2}", 2, "'model'"), ("sesion:", 1, "session"),
      ("sources:\n  model: many", 2, "whole number"),
      ("# nothing\n\nmodel: eese(l2=5)", 3, "did you mean 'ease'"),
      ("model: ease(l3=5)", 1, "l3"), ("model: pipeline(file=x)", 1, "pipeline"),
      ("filters:\n  rules:\n    - 'year >='", 2, "year >="),
      ("boosts:\n  - when: 'year > 2000'\n    by: 1\n  - when: 'year >'\n    by: 1", 4, "year >"),
      ("boosts:\n  - when: 'a == 1'", 2, "by"), ("pins:\n  - place: 1", 2, "item"),
      ("quotas:\n  - when: 'a == 1'", 2, "atLeast"),
      ("quotas:\n  - when: 'a == 1'\n    atLeast: 3\n    atMost: 2", 4, "atMost"),
      ("sources:\n  limit: 4", 1, "expected one of model"),
      ("sources:\n  model: 3\n  explore: {}", 3, "share"),
      ("sources:\n  model: 3\n  explore: {share: 2}", 3, "0.0 to 1.0"),
      ("strangers: nobody", 1, "trending"), ("ranker: lightgbm", 1, "model"),
      ("diversity: {variety: 2}", 1, "variety"), ("colour: red", 1, "colour"),
      ("events:\n  click: lots", 2, "number"), ("session: {halfLife: 10}", 1, "unit"),
      ("filters: {seen: false, seenKinds: click}", 1, "seen"),
    ])
  func faults(_ text: String, _ line: Int, _ word: String) {
    let error = #expect(throws: ConfigurationError.self) { try PipelineFixture.definition(text) }
    #expect(error?.line == line && error?.source == "test.yaml", "\(String(describing: error))")
    #expect(error?.description.contains(word) == true, "\(String(describing: error))")
  }
}
