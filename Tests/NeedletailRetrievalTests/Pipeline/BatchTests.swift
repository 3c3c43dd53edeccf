import Needletail
import TestSupport
import Testing

@Suite("Requests that are answered together")
struct BatchTests {
  /// Requests of all sorts.
  static func requests(_ count: Int, seed: UInt64) throws -> [PipelineRequest] {
    var random = RandomStream(seed: seed)
    let filters = ["year >= 2000", "genre == \"drama\"", "number < 6", "number > 3", "available == true"]
    return try (0..<count).map { number in
      var query = PipelineFixture.query(random.index(below: 80), known: random.index(below: 2) == 0)
      if random.index(below: 6) == 0 { query = Query(profile: .empty) }
      if random.index(below: 3) == 0 { query.time = Int64(random.index(below: 300)) * 3_600_000 }
      var request = PipelineRequest(
        query: query, count: 1 + random.index(below: 25), seed: UInt64(random.index(below: 1000)))
      if random.index(below: 2) == 0 {
        request.rules.filter = try RuleExpression(parsing: filters[random.index(below: filters.count)])
      }
      if random.index(below: 8) == 0 {
        request.rules.candidates = (0..<30).map { _ in Int32(random.index(below: 250)) }
      }
      request.rules.excluded = (0..<random.index(below: 8)).map { _ in Int32(random.index(below: 250)) }
      request.rules.includeSeen = random.index(below: 4) == 0
      request.seenNewcomers = random.index(below: 2) == 0 ? [241, 245] : []
      if random.index(below: 4) == 0 {
        request.rules.pins = [.init(item: Int32(random.index(below: 250)), place: random.index(below: 5))]
      }
      if random.index(below: 4) == 0 {
        request.rules.boosts = [.init(when: try RuleExpression(parsing: "genre == \"crime\""), by: 1)]
      }
      if random.index(below: 4) == 0 { request.rules.variety = 0.4 }
      return request
    }
  }

  @Test("get the lists that they would get alone", arguments: ["ease", "ials(dimension=16)", "popularity"])
  func asAlone(_ model: String) throws {
    let recommender = try PipelineFixture.model(model)
    let catalogue = PipelineFixture.catalogue(newcomers: 10, hidden: [4, 60, 61, 242])
    let session = PipelineFixture.rich + "\nsession: {largestShare: 0.5}"
    for text in ["", PipelineFixture.rich, session] {
      let definition = try PipelineFixture.definition(text)
      let requests = try Self.requests(48, seed: 21)
      let together = try Pipeline(definition, recommender: recommender).lists(for: requests, in: catalogue)
      let used = try Pipeline(definition, recommender: recommender)
      for (number, request) in requests.enumerated() {
        // Alone, with nothing remembered, and with what earlier requests left behind.
        let fresh = try Pipeline(definition, recommender: recommender)
        #expect(
          bits(try fresh.lists(for: [request], in: catalogue)[0]) == bits(together[number]), "\(number)")
        #expect(bits(try used.lists(for: [request], in: catalogue)[0]) == bits(together[number]), "\(number)")
      }
    }
  }

  @Test("get the same lists on many threads that share what a pipeline remembers")
  func threads() throws {
    let catalogue = PipelineFixture.catalogue(newcomers: 10)
    let pipeline = try Pipeline(
      try PipelineFixture.definition(PipelineFixture.rich), recommender: try PipelineFixture.model("ease"))
    let requests = try Self.requests(24, seed: 8)
    let expected = try Pipeline(pipeline.definition, recommender: pipeline.recommender)
      .lists(for: requests, in: catalogue).map(bits)
    try WorkerPool(threads: 4).forEach(count: 16) { (_: Int) throws in
      #expect(try pipeline.lists(for: requests, in: catalogue).map(bits) == expected)
    }
  }

  @Test("get lists that keep every rule")
  func rulesAreKept() throws {
    let recommender = try PipelineFixture.model("ease")
    let catalogue = PipelineFixture.catalogue(newcomers: 10, hidden: [4, 60, 61, 242])
    let pipeline = try Pipeline(
      try PipelineFixture.definition(PipelineFixture.rich), recommender: recommender)
    let available = try PipelineFixture.rule("available == true").items(in: catalogue.attributes)
    let requests = try Self.requests(200, seed: 4)
    for (request, list) in zip(requests, try pipeline.lists(for: requests, in: catalogue)) {
      #expect(list.count <= request.count)
      #expect(Set(list.map(\.item)).count == list.count, "an item twice")
      for entry in list {
        let row = Int(entry.item)
        #expect(!catalogue.hidden[row] && available[row] && entry.score.isFinite)
        #expect(!request.rules.excluded.contains(entry.item))
        if let filter = request.rules.filter { #expect(try filter.items(in: catalogue.attributes)[row]) }
        if let own = request.rules.candidates { #expect(own.contains(entry.item)) }
        let isPinned = entry.source == "pin"
        if !request.rules.includeSeen, !isPinned {
          #expect(!request.query.profile.items.contains(entry.item), "seen")
          #expect(!request.seenNewcomers.contains(entry.item), "a newcomer seen")
        }
      }
    }
  }
}
