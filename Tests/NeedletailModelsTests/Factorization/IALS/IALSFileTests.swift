import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("iALS specifications and files")
struct IALSFileTests {
  @Test(
    "other libraries' names are accepted",
    arguments: [
      "ials(dimension=7,l2=0.5)", "ials(factors=7,regularization=0.5)", "ials(rank=7,reg=0.5)",
      "ials(no_components=7,l2=0.5)", "ials(embedding_size=7,l2=0.5)",
    ])
  func aliases(_ text: String) throws {
    let algorithm = try ModelSpecification(parsing: text, registry: .models).algorithm
    #expect(algorithm as? IALS == IALS(dimension: 7, l2: 0.5))
  }

  @Test("hyper-parameters survive the round trip, and the defaults are those declared")
  func hyperparameters() throws {
    let algorithm = IALS(
      dimension: 5, l2: 1, l2Exponent: 0, unobservedWeight: 2, initialScale: 3, epochs: 4, solver: .block,
      blockSize: 6)
    #expect(try IALS(algorithm.hyperparameters) == algorithm)
    #expect(try ModelSpecification(parsing: "ials", registry: .models).algorithm as? IALS == IALS())
  }

  @Test("an opened model answers with the same bits")
  func file() throws {
    let data = TrainingData(log: GeneratedLog.log(users: 40, items: 50, events: 600))
    let folder = TemporaryFolder()
    let algorithm = try ModelSpecification(parsing: "ials(dimension=9,epochs=2)", registry: .models).algorithm
    let model = Model(
      recommender: try algorithm.train(data), data: data,
      metadata: ModelMetadata(createdBy: "tests", dataFingerprint: "0", seed: 1))
    try model.save(to: folder.path("model"))
    let opened = try Model.open(folder.path("model"), registry: .models)
    let queries = (0..<40).map { Query(user: UserRow($0), profile: data.profile(of: UserRow($0))) }
    func scores(_ recommender: any Recommender) throws -> [UInt32] {
      var scores = Matrix(rows: 40, columns: 50)
      try recommender.score(queries, candidates: .all, into: &scores)
      return scores.bitPatterns
    }
    #expect(try scores(model.recommender) == scores(opened.recommender))
  }

  @Test("the memory formula counts vectors, the transposed matrix and scratch")
  func memory() {
    let shape = DataShape(users: 1000, items: 500, interactions: 20_000)
    let bytes = IALS(dimension: 128).memoryEstimate(for: shape, threads: 2).bytes
    #expect(bytes > 4 * 1500 * 128 + 8 * 20_000)
    #expect(bytes < 8_000_000)
    #expect(
      IALS(dimension: 128, solver: .block).memoryEstimate(for: shape, threads: 2).bytes == bytes + 240_000)
  }
}
