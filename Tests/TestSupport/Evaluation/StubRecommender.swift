public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A recommender whose scores are a function of the query and the item: for tests of everything around models.
public struct StubRecommender: RatingPredictor {
  /// The number of items that it knows.
  public let itemCount: Int
  private let function: @Sendable (Query, Int32) -> Float

  /// A recommender with a scoring function.
  public init(itemCount: Int, _ function: @escaping @Sendable (Query, Int32) -> Float) {
    self.itemCount = itemCount
    self.function = function
  }

  /// A recommender that repeats a table of scores, a row a user.
  public init(table: [[Float]]) {
    self.init(itemCount: table.first?.count ?? 0) { query, item in
      query.user.map { table[$0.index][Int(item)] } ?? 0
    }
  }

  /// What it pretends to be.
  public var algorithm: any Algorithm { StubAlgorithm() }

  /// Calls the function for every pair.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let rows: [ItemRow] =
      switch candidates {
      case .all: (0..<itemCount).map { ItemRow($0) }
      case .rows(let rows): rows
      }
    scores.withUnsafeMutableBufferPointer { target in
      for (row, query) in queries.enumerated() {
        for (column, item) in rows.enumerated() {
          target[row * rows.count + column] = function(query, item.rawValue)
        }
      }
    }
  }

  /// The scores as ratings.
  public func predict(_ query: Query, items: [ItemRow]) throws -> [Float] {
    items.map { function(query, $0.rawValue) }
  }

  /// Writes nothing.
  public func write(to file: inout ModelWriter) throws {}
}

/// A recommender that ranks but predicts nothing.
public struct RankingStub: Recommender {
  private let stub: StubRecommender
  /// A recommender with a scoring function.
  public init(itemCount: Int, _ function: @escaping @Sendable (Query, Int32) -> Float) {
    stub = StubRecommender(itemCount: itemCount, function)
  }
  /// What it pretends to be.
  public var algorithm: any Algorithm { stub.algorithm }
  /// The number of items that it knows.
  public var itemCount: Int { stub.itemCount }
  /// Calls the function for every pair.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    try stub.score(queries, candidates: candidates, into: &scores)
  }
  /// Writes nothing.
  public func write(to file: inout ModelWriter) throws {}
}

/// The algorithm of stubs; it cannot be fitted.
public struct StubAlgorithm: Algorithm {
  /// An algorithm without a choice.
  public init() {}
  /// Accepts anything.
  public init(_ values: HyperparameterValues) throws {}
  /// A name and one hyper-parameter.
  public static var descriptor: AlgorithmDescriptor {
    AlgorithmDescriptor(
      name: "stub", summary: "for tests", paper: "",
      hyperparameters: [Hyperparameter("l2", .number(default: 1, 0...10), "for tests")], memoryFormula: "0")
  }
  /// One number.
  public var hyperparameters: HyperparameterValues { HyperparameterValues(["l2": .number(1)]) }
  /// Nothing.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { MemoryEstimate([]) }
  /// Always fails.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender { throw TrainingError("a stub cannot be fitted") }
  /// Always fails.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender { throw TrainingError("a stub cannot be opened") }
}
