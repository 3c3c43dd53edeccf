import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Models of ratings")
struct RatingModelTests {
  private static let log = GeneratedLog.log(users: 120, items: 80, events: 4000)
  private static let data = TrainingData(log: log, weighting: .value)

  private static let algorithms: [any Algorithm] = [
    MatrixFactorization(dimension: 12, epochs: 15, learningRate: 0.02),
    MatrixFactorization(dimension: 12, epochs: 15, learningRate: 0.02, biased: false),
    MatrixFactorization(dimension: 12, epochs: 5, l2: 0.1, solver: .als),
    MatrixFactorization(dimension: 12, epochs: 5, l2: 2, l2Scaling: .plain, biased: false, solver: .als),
    SVDPlusPlus(dimension: 12, epochs: 15, learningRate: 0.01),
    SVDPlusPlus(dimension: 12, epochs: 15, learningRate: 0.01, solveUsers: true),
    MatrixFactorization(dimension: 12, epochs: 15, learningRate: 0.02, solveUsers: true),
  ]

  private static func fit(_ algorithm: any Algorithm, threads: Int = 2, seed: UInt64 = 1) throws
    -> RatingModel
  {
    let options = TrainingOptions(seed: seed, pool: WorkerPool(threads: threads))
    return try #require(try algorithm.fit(data, from: nil, options: options) as? RatingModel)
  }

  private static func queries(known: Bool) -> [Query] {
    (0..<120).map { Query(user: known ? UserRow($0) : nil, profile: data.profile(of: UserRow($0))) }
  }

  private static func scores(_ model: RatingModel, _ queries: [Query]) throws -> Matrix {
    var scores = Matrix(rows: queries.count, columns: 80)
    try model.score(queries, candidates: .all, into: &scores)
    return scores
  }

  /// The root of the mean squared error on the training ratings.
  private static func error(_ model: RatingModel, known: Bool = true) throws -> Double {
    let scores = try scores(model, queries(known: known))
    var total = 0.0
    for user in 0..<120 {
      for entry in data.matrix.entries(ofRow: user) {
        let error = Double(scores[user, entry.column] - entry.value)
        total += error * error
      }
    }
    return (total / Double(data.matrix.count)).squareRoot()
  }

  @Test("the same seed gives the same bits for any number of threads", arguments: algorithms.indices)
  func threads(_ index: Int) throws {
    let queries = Self.queries(known: true) + Self.queries(known: false)
    let bits = try [1, 2, 3].map {
      try Self.scores(Self.fit(Self.algorithms[index], threads: $0), queries).bitPatterns
    }
    #expect(bits[0] == bits[1] && bits[0] == bits[2])
    #expect(try Self.scores(Self.fit(Self.algorithms[index], seed: 2), queries).bitPatterns != bits[0])
  }

  @Test("they explain the training ratings better than the mean does", arguments: algorithms.indices)
  func learns(_ index: Int) throws {
    let values = Self.data.matrix.values!.array
    let mean = values.reduce(0, +) / Float(values.count)
    let deviation = Double(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count))
      .squareRoot()
    let model = try Self.fit(Self.algorithms[index])
    #expect(try Self.error(model) < 0.95 * deviation)
    #expect(try Self.error(model, known: false) < 0.95 * deviation)
  }

  @Test("rows that were solved have the bits of folding their history in")
  func solvedRows() throws {
    for algorithm in [2, 3, 5, 6].map({ Self.algorithms[$0] }) {
      let model = try Self.fit(algorithm)
      let users = (0..<120).filter { Self.data.matrix.count(ofRow: $0) > 0 }
      let (known, folded) = (Self.queries(known: true), Self.queries(known: false))
      #expect(
        try Self.scores(model, users.map { known[$0] }).bitPatterns
          == Self.scores(model, users.map { folded[$0] }).bitPatterns)
    }
  }

  @Test("predictions are scores clipped to the range of the ratings", arguments: algorithms.indices)
  func clipped(_ index: Int) throws {
    let model = try Self.fit(Self.algorithms[index])
    #expect(model.range == 1...5)
    let items = (0..<80).map { ItemRow($0) }
    let extremes = Profile(items: [1, 2, 3], weights: [40, 50, 60])
    for query in [Self.queries(known: true)[3], Query(profile: extremes), Query(profile: .empty)] {
      let scores = try Self.scores(model, [query]).elements.array
      let values = try model.predict(query, items: items)
      #expect(zip(scores, values).allSatisfy { $1 == min(max($0, 1), 5) })
    }
    #expect(try model.predict(Query(profile: extremes), items: items).contains(5))
  }

  @Test("racy steps on one thread are the deterministic ones; on two they still learn")
  func racy() throws {
    for (calm, racy) in [
      (
        MatrixFactorization(dimension: 8, epochs: 10) as any Algorithm,
        MatrixFactorization(dimension: 8, epochs: 10, parallelism: .racy) as any Algorithm
      ), (SVDPlusPlus(dimension: 8, epochs: 10), SVDPlusPlus(dimension: 8, epochs: 10, parallelism: .racy)),
    ] {
      let queries = Self.queries(known: true)
      if calm is MatrixFactorization {
        #expect(
          try Self.scores(Self.fit(racy, threads: 1), queries).bitPatterns
            == Self.scores(Self.fit(calm, threads: 1), queries).bitPatterns)
      }
      let errors = try [calm, racy].map { try Self.error(Self.fit($0)) }
      #expect(abs(errors[0] - errors[1]) < 0.05)
    }
  }

  @Test("data that cannot be learnt from are refused, and steps that grow without bound")
  func refusals() throws {
    var odd = Self.log
    for value in [Float.nan, .infinity] {
      // The last event of a pair is the one that counts.
      odd.values = SharedBuffer((0..<odd.count).map { $0 == odd.count - 1 ? value : 3 })
      for algorithm in [MatrixFactorization() as any Algorithm, SVDPlusPlus()] {
        #expect(throws: TrainingError.self) {
          try algorithm.train(TrainingData(log: odd, weighting: .value))
        }
      }
    }
    for algorithm in [
      MatrixFactorization(epochs: 50, learningRate: 5) as any Algorithm,
      SVDPlusPlus(epochs: 50, learningRate: 5),
    ] {
      #expect { try algorithm.train(Self.data) } throws: { "\($0)".contains("learningRate") }
    }
  }

  @Test("fits end by a figure on validation data, at the best epoch")
  func stopping() throws {
    let figures = Notes()
    let options = TrainingOptions(
      stopping: EarlyStopping(metric: "rmse", isLowerBetter: true, patience: 2) { model in
        let epochs = model.algorithm.hyperparameters.integer("epochs")
        figures.add("\(epochs)")
        return abs(Double(epochs) - 4)
      })
    for algorithm in [MatrixFactorization(dimension: 4) as any Algorithm, SVDPlusPlus(dimension: 4)] {
      let model = try algorithm.fit(Self.data, from: nil, options: options)
      #expect(model.algorithm.hyperparameters.integer("epochs") == 4)
    }
    #expect(figures.all == ["1", "2", "3", "4", "5", "6", "1", "2", "3", "4", "5", "6"])
  }

  @Test("similar items are others, by cosine")
  func similar() throws {
    let model = try Self.fit(Self.algorithms[0])
    let list = try model.similar(to: ItemRow(4), count: 3)
    #expect(list.count == 3 && !list.contains { $0.item == 4 })
    #expect(list.allSatisfy { abs($0.score) <= 1 + 1e-5 })
  }
}
