import Needletail
import TestSupport
import Testing

@Suite("Stages of a pipeline")
struct StageTests {
  private let recommender: any Recommender
  private let catalogue = PipelineFixture.catalogue(newcomers: 10)

  init() throws { recommender = try PipelineFixture.model("ease") }

  private func list(_ text: String, _ request: PipelineRequest) throws -> [PipelineEntry] {
    try Pipeline(try PipelineFixture.definition(text), recommender: recommender)
      .lists(for: [request], in: catalogue)[0]
  }

  private func request(_ user: Int = 2, count: Int = 10) -> PipelineRequest {
    PipelineRequest(query: PipelineFixture.query(user), count: count)
  }

  @Test("the trend brings what is consumed most")
  func trending() throws {
    let list = try list("sources: {trending: {count: 5}}", request())
    let seen = Set(PipelineFixture.query(2).profile.items)
    let expected = (0..<250).filter { !seen.contains(Int32($0)) }
      .sorted { (catalogue.trend[$0], $1) > (catalogue.trend[$1], $0) }.prefix(5)
    #expect(Set(list.map(\.item)) == Set(expected.map { Int32($0) }))
    #expect(list.allSatisfy { $0.source == "trending" })
  }

  @Test("the newest items come with the mean score where the model does not know them")
  func newcomers() throws {
    let list = try list("sources: {model: 6, new: {count: 3, maxAge: 5h, atLeast: 2}}", request(count: 6))
    let new = list.filter { $0.source == "new" }
    #expect(Set(new.map(\.item)).isSubset(of: [247, 248, 249]) && new.count >= 2)
    let model = try self.list("sources: {model: 6}", request(count: 6))
    let mean = model.map { Double($0.score) }.reduce(0, +) / 6
    #expect(new.allSatisfy { $0.score == Float(mean) })
  }

  @Test("items of the future and old ones are not new")
  func newByTime() throws {
    var request = request()
    request.query.time = 100 * 3_600_000
    let list = try list("sources: {new: {count: 30, maxAge: 5h}}", request)
    #expect(!list.isEmpty && list.allSatisfy { (96...100).contains($0.item) })
  }

  @Test("items like the last positives are their neighbours")
  func similar() throws {
    let query = PipelineFixture.query(2)
    let list = try list("sources: {similar: {positives: 1, count: 4}}", request())
    // Kinds are click, impression and like; an impression is no positive.
    let last = try #require(query.events.last { $0.kind != 1 })
    let model = try #require(recommender as? any SimilarItems)
    let seen = Set(query.profile.items)
    let near = try model.similar(to: last.item, count: 16).filter { !seen.contains($0.item) }.prefix(4)
    #expect(Set(list.map(\.item)) == Set(near.map(\.item)) && !list.isEmpty)
  }

  @Test("a model without neighbours of its own is asked for somebody with that item alone")
  func similarByQuery() throws {
    let popular = try PipelineFixture.model("popularity")
    let pipeline = try Pipeline(
      try PipelineFixture.definition("sources: {similar: {positives: 1, count: 4}}"), recommender: popular)
    #expect(!(popular is any SimilarItems))
    #expect(try !pipeline.lists(for: [request()], in: catalogue)[0].isEmpty)
  }

  @Test("only named kinds make an item seen")
  func seenKinds() throws {
    let query = PipelineFixture.query(2)
    let clicked = Set(query.events.filter { $0.kind == 0 }.map(\.item.rawValue))
    let shown = Set(query.profile.items).subtracting(clicked)
    let items = Set(try list("filters: {seenKinds: click}", request(count: 240)).map(\.item))
    #expect(items.isDisjoint(with: clicked) && items.isSuperset(of: shown) && !shown.isEmpty)
    let all = Set(try list("filters: {seen: false}", request(count: 240)).map(\.item))
    #expect(all.isSuperset(of: query.profile.items))
  }

  @Test("what was disliked does not come back in the session, seen or not")
  func disliked() throws {
    var request = request(count: 240)
    let item = request.query.profile.items[1]
    request.query.events = [
      Query.Event(item: ItemRow(rawValue: item), time: 1_000_000, kind: 3),
      Query.Event(item: ItemRow(rawValue: request.query.profile.items[0]), time: 2_000_000, kind: 0),
    ]
    request.rules.includeSeen = true
    #expect(try !list("", request).contains { $0.item == item })
    request.query.time = 2_000_000 + 29 * 60_000
    #expect(try !list("", request).contains { $0.item == item })
    request.query.time = 2_000_000 + 31 * 60_000
    #expect(try list("", request).contains { $0.item == item })
    request.query.time = nil
    #expect(try list("events: {dislike: 0}", request).contains { $0.item == item })
  }

  @Test("strangers get the trend")
  func strangers() throws {
    let stranger = PipelineRequest(query: Query(profile: .empty), count: 4)
    let list = try list("strangers: trending", stranger)
    #expect(list.map(\.score) == catalogue.trend.sorted(by: >).prefix(4).map(\.self))
    let known = request()
    #expect(try self.list("strangers: trending", known) == self.list("", known))
  }

  @Test("pins stand at their places, seen or not, but not when filtered")
  func pins() throws {
    var request = request()
    let list = try list("pins: [{item: editors, place: 3}, {item: nobody, place: 0}]", request)
    #expect(list[3].item == 17 && list[3].source == "pin")
    let plain = try self.list("", request)
    #expect(list.filter { $0.item != 17 }.map(\.item) == plain.filter { $0.item != 17 }.prefix(9).map(\.item))
    request.rules.filter = try PipelineFixture.rule("number != 17")
    #expect(try !self.list("pins: [{item: editors, place: 3}]", request).contains { $0.item == 17 })
    // A newcomer can be pinned too.
    request.rules = RequestRules()
    request.rules.pins = [.init(item: 245, place: 0)]
    #expect(try self.list("", request)[0].item == 245)
  }

  @Test("the session moves lists, and silence leaves them")
  func session() throws {
    var request = request()
    let events = request.query.events
    request.query.time = events[events.count - 1].time + 1000
    #expect(try list("session:", request) != list("", request))
    request.query.time = events[events.count - 1].time + 3_600_000 * 9
    #expect(try list("session:", request) == list("", request))
  }

  @Test("variety by the model's own likeness makes lists less alike, where the model has one")
  func varietyByModel() throws {
    let model = try PipelineFixture.model("ials(dimension=16)")
    let directions = try #require(model as? any ItemDirections)
    func alikeness(_ text: String) throws -> Float {
      let pipeline = try Pipeline(try PipelineFixture.definition(text), recommender: model)
      let items = try pipeline.lists(for: [request()], in: catalogue)[0].map { ItemRow(rawValue: $0.item) }
      return items.reduce(0) { sum, left in items.reduce(sum) { $0 + directions.cosine(left, $1) } }
    }
    #expect(try alikeness("diversity: {variety: 0.7, by: model}") < alikeness(""))
    #expect(throws: SpecificationError.self) { try self.list("diversity: {by: model}", request()) }
    let near = try #require(model as? any SimilarItems).similar(to: ItemRow(3), count: 5)
    for item in near {
      #expect(abs(directions.cosine(ItemRow(3), ItemRow(rawValue: item.item)) - item.score) < 1e-5)
    }
  }

  @Test("sources reach as far as a narrow filter makes them")
  func longOrders() throws {
    let log = GeneratedLog.log(users: 50, items: 5000, events: 500)
    let model = try ModelSpecification(parsing: "popularity").algorithm.train(TrainingData(log: log))
    var catalogue = Catalogue(
      modelItemCount: 5000, attributes: PipelineFixture.attributes(5000), hidden: ItemSet(count: 5000),
      times: (0..<5000).map { Int64($0 * 7919 % 5000) * 1000 },
      trend: (0..<5000).map { Float($0 * 7907 % 4999) },
      trendTime: 5_000_000)
    catalogue.trend[4990] = 0
    for filter in ["number >= 4980", "number >= 0", "number < 2500"] {
      var request = PipelineRequest(query: Query(profile: .empty), count: 12)
      request.rules.filter = try PipelineFixture.rule(filter)
      let rows = try PipelineFixture.rule(filter).items(in: catalogue.attributes).rows
      let trending = try Pipeline(
        try PipelineFixture.definition("sources: {trending: {count: 12}}"), recommender: model)
      let byTrend = rows.filter { catalogue.trend[Int($0)] > 0 }
        .sorted { (catalogue.trend[Int($0)], $1) > (catalogue.trend[Int($1)], $0) }.prefix(12)
      #expect(Set(try trending.lists(for: [request], in: catalogue)[0].map(\.item)) == Set(byTrend))
      let new = try Pipeline(
        try PipelineFixture.definition("sources: {new: {count: 12, maxAge: 1d}}"), recommender: model)
      let byTime = rows.sorted { (catalogue.times[Int($0)], $1) > (catalogue.times[Int($1)], $0) }.prefix(12)
      #expect(Set(try new.lists(for: [request], in: catalogue)[0].map(\.item)) == Set(byTime))
    }
  }

  @Test("a cap keeps a genre at its share")
  func cap() throws {
    let genres = try PipelineFixture.rule("genre == \"drama\"").items(in: catalogue.attributes)
    let list = try list("diversity: {cap: {attribute: genre, share: 0.3}}", request(count: 12))
    #expect(list.count { genres[Int($0.item)] } <= 3 && list.count == 12)
  }
}
