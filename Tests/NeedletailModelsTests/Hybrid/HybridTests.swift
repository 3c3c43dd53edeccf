import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Blends of models")
struct HybridTests {
  private static let log = GeneratedLog.log(users: 120, items: 40, events: 2500, seed: 9)

  private func fit(_ specification: String, _ log: InteractionLog = log) throws -> any Recommender {
    try ModelSpecification(parsing: specification, registry: .models).algorithm.train(TrainingData(log: log))
  }

  private var queries: [Query] {
    let data = TrainingData(log: Self.log)
    return (0..<20).map { Query(user: UserRow($0), profile: data.profile(of: UserRow($0))) }
  }

  private func scores(_ model: any Recommender) throws -> [[Double]] {
    var scores = Matrix(rows: queries.count, columns: model.itemCount)
    try model.score(queries, candidates: .all, into: &scores)
    return queries.indices.map { row in (0..<model.itemCount).map { Double(scores[row, $0]) } }
  }

  @Test(
    "a score is the weighted sum of scores on one scale", arguments: ["deviation", "range", "rank", "none"])
  func weightedSum(normalisation: String) throws {
    let blend = try scores(
      fit("hybrid(models=itemknn+ease(l2=20),weights=0.7+0.2,normalisation=\(normalisation))"))
    let parts = try ["itemknn", "ease(l2=20)"].map { try scores(fit($0)).map { scaled($0, normalisation) } }
    for query in blend.indices {
      for item in blend[query].indices {
        let expected = 0.7 * parts[0][query][item] + 0.2 * parts[1][query][item]
        #expect(abs(blend[query][item] - expected) < 1e-5 * max(1, abs(expected)), "\(query), \(item)")
      }
    }
  }

  private func scaled(_ scores: [Double], _ normalisation: String) -> [Double] {
    let mean = scores.reduce(0, +) / Double(scores.count)
    let square = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)
    switch normalisation {
    case "deviation": return scores.map { $0 / square.squareRoot() }
    case "range": return scores.map { $0 / (scores.max()! - scores.min()!) }
    case "rank": return scores.map { score in 1 / Double(61 + scores.count { $0 > score }) }
    default: return scores
    }
  }

  /// The weights in the file of a fitted blend.
  private func weights(_ model: any Recommender) throws -> [Float] {
    try MemoryModelFile(of: model).floats("weights", shape: [2]).array
  }

  @Test("a model that knows nothing gets next to no weight", arguments: ["deviation", "rank"])
  func learning(normalisation: String) throws {
    let model = try fit("hybrid(models=random+itemknn,normalisation=\(normalisation))")
    let weights = try weights(model)
    #expect(weights[0] < 0.2 && abs(weights[0] + weights[1] - 1) < 1e-6, "\(weights)")
  }

  @Test("learnt weights do not lose to a model alone on held-out data")
  func heldOut() throws {
    let split = try SplitSpecification(parsing: "random:0.2").split(LogFixture.data(Self.log), seed: 4)[0]
    let test = Weighting.binary.matrix(of: split.test)
    let data = TrainingData(log: split.training)
    let users = (0..<test.rows).filter { test.count(ofRow: $0) > 0 }
    func recall(_ specification: String) throws -> Double {
      let model = try fit(specification, split.training)
      let queries = users.map { Query(user: UserRow($0), profile: data.profile(of: UserRow($0))) }
      let lists = try model.recommend(
        queries, RankingRequest(count: 10, excluded: queries.map(\.profile.items)))
      return zip(users, lists).reduce(0.0) { sum, pair in
        let wanted = Set(test.entries(ofRow: pair.0).map { Int32($0.column) })
        return sum + Double(pair.1.count { wanted.contains($0.item) }) / Double(wanted.count)
      } / Double(users.count)
    }
    let blend = try recall("hybrid(models=popularity+rp3beta)")
    let alone = try ["popularity", "rp3beta"].map(recall)
    #expect(blend > alone.max()! - 0.02, "\(blend), alone \(alone)")
  }

  @Test("the same seed learns the same weights with one thread and two")
  func repetition() throws {
    let algorithm = try ModelSpecification(parsing: "hybrid(models=popularity+itemknn)", registry: .models)
      .algorithm
    let found = try [1, 2].map { threads in
      try weights(
        algorithm.train(
          TrainingData(log: Self.log), options: TrainingOptions(seed: 3, pool: WorkerPool(threads: threads))))
    }
    #expect(found[0].map(\.bitPattern) == found[1].map(\.bitPattern))
  }

  @Test("weights may be learnt on users held out as a whole, or on last items")
  func validations() throws {
    for validation in ["last:1", "time:0.2"] {
      #expect(throws: Never.self) { try fit("hybrid(models=popularity+itemknn,validation=\(validation))") }
    }
    let strong = try Hybrid(
      models: [Popularity(), ItemNeighbours()], validation: "strong:users=0.2,holdout=0.3")
    #expect(throws: Never.self) { try strong.train(TrainingData(log: Self.log)) }
  }

  @Test("a blend explains when all its models do")
  func capabilities() throws {
    #expect(try fit("hybrid(models=itemknn+ease)") is any Explaining)
    #expect(try !(fit("hybrid(models=itemknn+popularity)") is any Explaining))
    #expect(try !(fit("hybrid(models=itemknn+ease,normalisation=rank)") is any Explaining))
    #expect(try fit("hybrid(models=itemknn+ials(dimension=4))") is any UserRows)
    #expect(try !(fit("hybrid(models=itemknn+ease)") is any UserRows))
  }

  @Test(
    "bad blends are refused",
    arguments: [
      ("models=ease", "two models at least"), ("models=", "two models at least"),
      ("models=ease+", "expected the name of a model"), ("models=ease+eaze", "did you mean 'ease'?"),
      ("models=ease+ials(dimension=0)", "dimension"), ("weights=1", "expected 2"),
      ("weights=1+x", "found 'x'"), ("weights=-1+2", "found '-1'"), ("weights=0+0", "above zero"),
      ("weights=nan+1", "found 'nan'"), ("validation=randm:0.1", "did you mean random:0.2?"),
    ])
  func refusals(text: String, message: String) {
    let error = #expect(throws: SpecificationError.self) {
      try ModelSpecification(parsing: "hybrid(\(text))", registry: .models)
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "no error")")
  }

  @Test("a validation part that cannot be taken is refused with the remedy")
  func badValidation() {
    for validation in ["given", "folds:5"] {
      let error = #expect(throws: TrainingError.self) {
        try fit("hybrid(models=popularity+itemknn,validation=\(validation))")
      }
      #expect(error?.message.contains("give weights") == true)
    }
  }

  @Test("a nested specification survives being written and read")
  func spelling() throws {
    let text = "hybrid(models=rp3beta(alpha=0.8,beta=0.1)+ials(dimension=256),weights=0.5+0.5)"
    let specification = try ModelSpecification(parsing: text, registry: .models)
    // In the order of declaration.
    #expect(
      specification.description
        == "hybrid(models=rp3beta(alpha=0.8,beta=0.1)+ials(dimension=256),weights=0.5+0.5)")
    #expect(try ModelSpecification(parsing: specification.description, registry: .models) == specification)
  }

  @Test("a file with a damaged part is refused")
  func badFile() throws {
    let model = try fit("hybrid(models=popularity+itemknn,weights=1+1)")
    var writer = ModelWriter()
    try model.write(to: &writer)
    for damaged in ["weights", "model0.scores"] {
      var other = ModelWriter()
      for (name, tensor) in writer.tensors {
        guard name == damaged, case .floats(let values, let shape) = tensor else {
          other.add(name, tensor)
          continue
        }
        other.add(name, .floats(SharedBuffer(values.array.map { _ in Float.nan }), shape: shape))
      }
      let error = #expect(throws: ModelFileError.self) {
        try Hybrid.open(
          MemoryModelFile(other, userCount: 120, itemCount: 40),
          hyperparameters: model.algorithm.hyperparameters)
      }
      #expect(error?.part == damaged)
    }
  }
}
