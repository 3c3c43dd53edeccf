import Needletail
import TestSupport
import Testing

@Suite("The plain pipeline")
struct PlainPipelineTests {
  private static let models = AlgorithmRegistry.models.algorithms.map { $0.name } + ["ials(dimension=24)"]

  @Test("gives the model's own lists, bit for bit", arguments: models)
  func bitForBit(_ name: String) throws {
    let recommender = try PipelineFixture.model(name)
    let model = Model(
      recommender: recommender, data: PipelineFixture.data,
      metadata: ModelMetadata(createdBy: "test", dataFingerprint: "", seed: 3))
    let pipeline = try Pipeline(.plain, recommender: recommender)
    let catalogue = PipelineFixture.catalogue()
    var random = RandomStream(seed: 9)
    var requests: [PipelineRequest] = []
    var expected: [[String]] = []
    for number in 0..<60 {
      let user = random.index(below: 80)
      var query = PipelineFixture.query(user, known: number % 3 != 0)
      if number % 7 == 0 { query = Query(profile: .empty) }
      var rules = ListRules(count: [0, 1, 10, 50, 1000][number % 5], includeSeen: number % 4 == 0)
      if number % 2 == 0 {
        rules.excluded = Set((0..<20).map { _ in random.index(below: 240) }).sorted().map { ItemRow($0) }
      }
      if number % 11 == 0 {
        rules.candidates = Set((0..<40).map { _ in random.index(below: 240) }).sorted().map { ItemRow($0) }
      }
      var request = PipelineRequest(query: query, count: rules.count)
      request.rules.includeSeen = rules.includeSeen
      request.rules.excluded = rules.excluded.map(\.rawValue).reversed()
      request.rules.candidates = rules.candidates?.map(\.rawValue)
      requests.append(request)
      expected.append(bits(try model.list(for: query, rules)))
    }
    for (number, list) in try pipeline.lists(for: requests, in: catalogue).enumerated() {
      #expect(
        bits(list.map { ScoredItem(item: $0.item, score: $0.score) }) == expected[number], "request \(number)"
      )
      #expect(list.allSatisfy { $0.source == "model" && $0.propensity == 1 })
    }
  }

  @Test("takes rows that do not exist for nothing")
  func strangeRows() throws {
    let pipeline = try Pipeline(.plain, recommender: try PipelineFixture.model("ease"))
    var request = PipelineRequest(query: PipelineFixture.query(1), count: 5)
    let plain = try pipeline.lists(for: [request], in: PipelineFixture.catalogue())[0]
    request.rules.excluded = [-1, 240, .max]
    request.rules.pins = [.init(item: -4, place: 0), .init(item: 1000, place: 1)]
    request.seenNewcomers = [500]
    #expect(bits(try pipeline.lists(for: [request], in: PipelineFixture.catalogue())[0]) == bits(plain))
    request.rules.candidates = [-1, 3, 3, 999]
    request.rules.includeSeen = true
    #expect(try pipeline.lists(for: [request], in: PipelineFixture.catalogue())[0].map(\.item) == [3])
    request.count = -1
    #expect(try pipeline.lists(for: [request], in: PipelineFixture.catalogue())[0].isEmpty)
  }
}
