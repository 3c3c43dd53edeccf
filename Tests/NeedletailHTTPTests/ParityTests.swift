import HTTPTypes
import HummingbirdTesting
import Needletail
import NeedletailHTTP
import NeedletailServing
import NeedletailStore
import Synchronization
import TestSupport
import Testing

/// One list, asked for in three ways.
@Suite struct ParityTests {
  @Test(
    "for 1,000 histories the list over HTTP is that of `recommend` and that which `evaluate` scored, to the bit",
    arguments: ["ials(dimension=16,epochs=3)", "ease(l2=50)"])
  func lists(specification: String) async throws {
    let data = try Simulation(users: 1_000, items: 300, events: 20_000).generate().data
    let split = try SplitSpecification(parsing: "last:1").split(data, seed: 1)[0]
    let training = DataSet(
      source: "training", format: "test", log: split.training, itemFeatures: data.itemFeatures)
    let model = try Model.train(
      ModelSpecification(parsing: specification), on: TrainingData(log: split.training))

    let witness = Witness(model.recommender)
    _ = try Evaluator.evaluate(
      witness, name: "model", on: split, options: EvaluationOptions(metrics: MetricKey.list("ndcg@10")))
    let evaluated = witness.lists.withLock { $0 }
    #expect(evaluated.count == 1_000)

    let store = MemoryStore()
    try StoreSeed(training).fill(store, now: 0)
    let state = ServerState(configuration: ServerConfiguration(), logger: ServerFixture.silent)
    let engine = try Engine(store: store, model: (model, version: "v1"), settings: EngineSettings())
    state.enter(.ready(.init(engine: engine, store: store)))
    try await ServerApplication.application(state).test(.router) { client in
      for (user, list) in evaluated {
        let recommended = try model.list(for: model.query(for: user), ListRules(count: 10))
        #expect(recommended == list)
        let answer = try await client.ask(.get, "/v1/users/\(model.users.id(user))/recommendations?n=10").json
        #expect(
          answer["items"]?.elements.map { $0["id"]?.string } == list.map { model.items.id(Int($0.item)) })
        #expect(
          answer["items"]?.elements.map { $0["score"]?.double.map { Float($0).bitPattern } }
            == list.map { $0.score.bitPattern })
      }
    }
  }
}

/// Remembers the lists that an evaluation is given.
private struct Witness: Recommender {
  private let base: any Recommender
  let lists = Lists()

  init(_ base: any Recommender) { self.base = base }

  var algorithm: any Algorithm { base.algorithm }
  var itemCount: Int { base.itemCount }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    try base.score(queries, candidates: candidates, into: &scores)
  }

  func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    let answers = try base.recommend(queries, request)
    lists.withLock { lists in
      for (query, answer) in zip(queries, answers) { if let user = query.user { lists[user] = answer } }
    }
    return answers
  }

  func write(to file: inout ModelWriter) throws { try base.write(to: &file) }

  /// Lists by user, whoever asks.
  final class Lists: Sendable {
    private let lists = Mutex<[UserRow: [ScoredItem]]>([:])

    func withLock<Value>(_ body: (inout sending [UserRow: [ScoredItem]]) -> sending Value) -> Value {
      lists.withLock(body)
    }
  }
}
