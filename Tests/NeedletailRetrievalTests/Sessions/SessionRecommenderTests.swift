import Foundation
import Needletail
import TestSupport
import Testing

/// Any model, adapted to the running session.
@Suite("Recommending within a session")
struct SessionRecommenderTests {
  private typealias Fixture = SessionFixture

  private func adapted(_ text: String, _ blend: SessionBlend = SessionBlend()) throws -> SessionRecommender {
    SessionRecommender(try Fixture.model(text), blend: blend, kindNames: Fixture.kindNames)
  }

  @Test("without a session answers as the model does, bit for bit", arguments: Fixture.specifications)
  func empty(_ text: String) throws {
    let adapted = try adapted(text)
    let longAgo = Fixture.query([Fixture.event(5, 4000), Fixture.event(6, 3000)])
    let timeless = Fixture.query([Fixture.event(5, 20)], time: nil)
    let onlyShown = Fixture.query([Fixture.event(5, 20, kind: "impression")])
    let queries = [Fixture.query([]), Fixture.query([], time: nil), longAgo, timeless, onlyShown]
    #expect(bits(try adapted.rows(queries)) == bits(try adapted.base.rows(queries)))
    let request = RankingRequest(count: 20, excluded: queries.map(\.profile.items))
    #expect(try adapted.recommend(queries, request) == adapted.base.recommend(queries, request))
    var blend = SessionBlend()
    blend.offset = -.infinity
    let silent = SessionRecommender(adapted.base, blend: blend, kindNames: Fixture.kindNames)
    let inSession = [Fixture.query([Fixture.event(9, 60), Fixture.event(11, 30)])]
    #expect(bits(try silent.rows(inSession)) == bits(try adapted.base.rows(inSession)))
  }

  @Test("is a weighted sum of two answers on one scale", arguments: Fixture.specifications, [false, true])
  func reference(_ text: String, knowsSession: Bool) throws {
    var blend = SessionBlend()
    blend.longTermKnowsSession = knowsSession
    let adapted = try adapted(text, blend)
    let items = [17, 40, 17, 333]
    let query = Fixture.query(items.enumerated().map { Fixture.event($1, Double(8 - $0) * 100) })
    // The clear way: two profiles written down, two answers, all in Double over the whole catalogue.
    var sums: [Int: Double] = [:]
    for (place, item) in items.enumerated() { sums[item, default: 0] += exp2(-Double(3 - place) * 100 / 600) }
    let mean = sums.values.reduce(0, +) / Double(sums.count)
    let rows = sums.keys.sorted()
    let short = Query(
      profile: Profile(
        items: rows.map { Int32($0) }, weights: rows.map { Float((sums[$0] ?? 0) / mean) }),
      events: query.events.suffix(4), time: query.time)
    let long = knowsSession ? query : Fixture.query([])
    let (longScores, shortScores) = (try adapted.base.rows([long])[0], try adapted.base.rows([short])[0])
    func size(_ scores: [Float]) -> Double { scores.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
    let share = 0.8 / (1 + exp(-log(5.0)))
    let ratio = size(longScores) / size(shortScores)
    let found = try adapted.rows([query])[0]
    let scale = longScores.map { abs($0) }.max() ?? 0
    for item in 0..<Fixture.items {
      let expected = (1 - share) * Double(longScores[item]) + share * ratio * Double(shortScores[item])
      #expect(abs(Double(found[item]) - expected) <= 1e-5 * Double(scale), "item \(item)")
    }
  }

  @Test(
    "gives a pair the same bits alone, in a batch and among any candidates", arguments: Fixture.specifications
  )
  func bitsOfPairs(_ text: String) throws {
    let adapted = try adapted(text)
    let queries = Fixture.queries
    let all = try adapted.rows(queries)
    for (query, row) in zip(queries, all) { #expect(bits(try adapted.rows([query])) == bits([row])) }
    let some = [599, 0, 3, 77, 300].map { ItemRow($0) }
    let chosen = all.map { row in some.map { row[$0.index] } }
    #expect(bits(try adapted.rows(queries, .rows(some))) == bits(chosen))
    let request = RankingRequest(count: 30, excluded: queries.map(\.profile.items))
    for (index, list) in try adapted.recommend(queries, request).enumerated() {
      let session = adapted.session(of: queries[index])
      let out = Set(queries[index].profile.items).union(session.rejected)
      let expected = all[index].indices.map { ScoredItem(item: Int32($0), score: all[index][$0]) }
        .filter { !out.contains($0.item) }.sorted(by: ScoredItem.ranksBefore).prefix(30)
      #expect(list == Array(expected), "query \(index)")
    }
  }

  @Test("keeps bits among candidates of a large catalogue with sparse scores")
  func sparse() throws {
    // Few of 50,000 items score: the reference rows alone would not show the scale.
    let stub = RankingStub(itemCount: 50_000) { query, item in
      query.profile.items.contains { abs($0 - item) <= 2 } ? Float(item % 7 + 1) : 0
    }
    let adapted = SessionRecommender(stub, kindNames: Fixture.kindNames)
    let query = Query(
      profile: Profile([9, 500, 40_000].map { ItemRow($0) }),
      events: [Fixture.event(9, 9000), Fixture.event(500, 90), Fixture.event(40_000, 50)], time: Fixture.now)
    let all = try adapted.rows([query])[0]
    let some = [8, 11, 501, 39_999, 7].map { ItemRow($0) }
    #expect(bits(try adapted.rows([query], .rows(some))) == bits([some.map { all[$0.index] }]))
    #expect(all[501] > 0 && all[8] > 0)
  }

  @Test("never looks at events after the question", arguments: Fixture.specifications)
  func causal(_ text: String) throws {
    let adapted = try adapted(text)
    let session = [Fixture.event(9, 60), Fixture.event(11, 30, kind: "like")]
    let later = [Fixture.event(200, -1), Fixture.event(201, -60, kind: "dislike"), Fixture.event(11, -90)]
    for known in [session, []] {
      let plain = try adapted.rows([Fixture.query(known)])
      #expect(bits(try adapted.rows([Fixture.query(known + later)])) == bits(plain))
    }
  }

  @Test(
    "a negative event never raises its item, and keeps it out of the session",
    arguments: Fixture.specifications)
  func negatives(_ text: String) throws {
    let adapted = try adapted(text)
    for kind in ["dislike", "abandon"] {
      for session in [[], [Fixture.event(9, 60), Fixture.event(11, 30)]] {
        for item in [11, 60, 599] {
          let before = try adapted.rows([Fixture.query(session)])[0]
          let query = Fixture.query(session + [Fixture.event(item, 10, kind: kind)])
          #expect(try adapted.rows([query])[0][item] <= before[item])
          let list = try adapted.recommend([query], RankingRequest(count: Fixture.items))[0]
          #expect(!list.contains { $0.item == item })
          #expect(list.count == Fixture.items - 1)
        }
      }
    }
  }

  @Test("blending scores of a factor model is blending vectors")
  func vectors() throws {
    let adapted = try adapted("ials(dimension=16,epochs=3)")
    let model = try #require(adapted.base as? IALSModel)
    let query = Fixture.query([Fixture.event(9, 60), Fixture.event(11, 30)])
    let session = adapted.session(of: query)
    let questions = [query, Query(profile: session.profile)]
    let scores = try model.rows(questions)
    func size(_ scores: [Float]) -> Double { scores.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
    let factor = Float(session.share * size(scores[0]) / size(scores[1]))
    let vectors = model.vectors(of: questions)
    let found = try adapted.rows([query])[0]
    for item in 0..<Fixture.items {
      var sum: Float = 0
      for place in 0..<vectors.columns {
        let blended = vectors[0, place] * Float(1 - session.share) + vectors[1, place] * factor
        sum += blended * model.itemFactors[item, place]
      }
      #expect(abs(sum - found[item]) < 1e-4)
    }
  }
}
