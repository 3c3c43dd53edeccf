import Needletail
import TestSupport
import Testing

@Suite("Filters before scoring")
struct FilterTests {
  @Test(
    "give the same bits however the model is kept to what passes",
    arguments: ["ease", "ials(dimension=16)", "itemknn", "userknn"],
    [
      "number >= 0", "number > 3", "number != 100", "number < 200", "number < 100", "number < 59",
      "number < 10", "number == 5", "number < 0", "genre == \"drama\"", "genre != \"drama\"",
    ])
  func sameBits(_ model: String, _ rule: String) throws {
    let recommender = try PipelineFixture.model(model)
    let catalogue = PipelineFixture.catalogue(hidden: [0, 100])
    let filter = try PipelineFixture.rule(rule)
    let passing = try filter.items(in: catalogue.attributes)
    var definition = PipelineDefinition.plain
    definition.rules = [filter]
    var scores = Matrix(rows: 1, columns: 240)
    for user in [0, 7, 33] {
      let query = PipelineFixture.query(user)
      try recommender.score([query], candidates: .all, into: &scores)
      let seen = Set(query.profile.items)
      let expected = (0..<240)
        .filter { passing[$0] && !catalogue.hidden[$0] && !seen.contains(Int32($0)) }
        .map { ScoredItem(item: Int32($0), score: scores[0, $0]) }
        .sorted(by: ScoredItem.ranksBefore)
      for count in [1, 20, 300] {
        var request = PipelineRequest(query: query, count: count)
        let byPipeline = try Pipeline(definition, recommender: recommender).lists(
          for: [request], in: catalogue)
        request.rules.filter = filter
        let byRequest = try Pipeline(.plain, recommender: recommender).lists(for: [request], in: catalogue)
        for list in [byPipeline[0], byRequest[0]] {
          #expect(
            bits(list.map { ScoredItem(item: $0.item, score: $0.score) })
              == bits(Array(expected.prefix(count))))
        }
      }
    }
  }

  @Test(
    "give the same bits in a catalogue of which a good part passes",
    arguments: ["popularity", "ials(dimension=16,epochs=1)"],
    ["number < 2500", "number >= 2500", "number > 1200"])
  func goodPart(_ model: String, _ rule: String) throws {
    // More items are rejected than are excluded one by one; many scores are equal.
    let log = GeneratedLog.log(users: 40, items: 5000, events: 2000)
    let data = TrainingData(log: log)
    let recommender = try ModelSpecification(parsing: model, registry: .models).algorithm.train(data)
    let catalogue = Catalogue(
      modelItemCount: 5000, attributes: PipelineFixture.attributes(5000), hidden: ItemSet(count: 5000),
      times: [Int64](repeating: 0, count: 5000), trend: [Float](repeating: 0, count: 5000), trendTime: 0)
    let filter = try PipelineFixture.rule(rule)
    let passing = try filter.items(in: catalogue.attributes)
    let pipeline = try Pipeline(.plain, recommender: recommender)
    let queries = (0..<40).map { Query(user: UserRow($0), profile: data.profile(of: UserRow($0))) }
    for count in [5, 400, 5000] {
      let requests = (queries + [Query(profile: .empty)]).map { query in
        var request = PipelineRequest(query: query, count: count)
        request.rules.filter = filter
        return request
      }
      for (request, list) in zip(requests, try pipeline.lists(for: requests, in: catalogue)) {
        var scores = Matrix(rows: 1, columns: 5000)
        try recommender.score([request.query], candidates: .all, into: &scores)
        let seen = Set(request.query.profile.items)
        let expected = (0..<5000).filter { passing[$0] && !seen.contains(Int32($0)) }
          .map { ScoredItem(item: Int32($0), score: scores[0, $0]) }
          .sorted(by: ScoredItem.ranksBefore).prefix(count)
        #expect(
          bits(list.map { ScoredItem(item: $0.item, score: $0.score) }) == bits(Array(expected)))
      }
    }
  }

  @Test("follow a catalogue that changes")
  func changes() throws {
    let pipeline = try Pipeline(.plain, recommender: try PipelineFixture.model("popularity"))
    var catalogue = PipelineFixture.catalogue()
    let request = PipelineRequest(query: Query(profile: .empty), count: 3)
    let first = try pipeline.lists(for: [request], in: catalogue)[0]
    catalogue.hidden[Int(first[0].item)] = true
    #expect(try pipeline.lists(for: [request], in: catalogue)[0].first?.item == first[1].item)
    catalogue.hidden[Int(first[0].item)] = false
    #expect(try pipeline.lists(for: [request], in: catalogue)[0] == first)
  }

  @Test("refuse a request's rule about an unknown attribute, but not the pipeline's")
  func unknownAttributes() throws {
    let recommender = try PipelineFixture.model("popularity")
    let catalogue = PipelineFixture.catalogue()
    var request = PipelineRequest(query: Query(profile: .empty), count: 3)
    let definition = try PipelineFixture.definition("filters: {rules: ['gendre is unknown']}")
    #expect(
      try Pipeline(definition, recommender: recommender).lists(for: [request], in: catalogue)[0].count == 3)
    request.rules.filter = try PipelineFixture.rule("gendre == \"drama\"")
    let error = #expect(throws: RuleError.self) {
      try Pipeline(.plain, recommender: recommender).lists(for: [request], in: catalogue)
    }
    #expect(error?.description.contains("genre") == true)
  }

  @Test("know the age of items")
  func age() throws {
    let pipeline = try Pipeline(.plain, recommender: try PipelineFixture.model("popularity"))
    let catalogue = PipelineFixture.catalogue()
    var request = PipelineRequest(query: Query(profile: .empty), count: 300)
    request.rules.filter = try PipelineFixture.rule("age < 1")
    #expect(try pipeline.lists(for: [request], in: catalogue)[0].allSatisfy { $0.item > 215 })
    request.query.time = 24 * 3_600_000 * 5
    let earlier = try pipeline.lists(for: [request], in: catalogue)[0]
    #expect(!earlier.isEmpty && earlier.contains { $0.item < 125 && $0.item > 95 })
  }
}
