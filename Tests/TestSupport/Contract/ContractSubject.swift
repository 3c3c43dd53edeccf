public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// An algorithm on trial: what the laws of the contract are checked on.
public struct ContractSubject: Sendable, CustomStringConvertible {
  /// The algorithm with its hyper-parameters.
  public let specification: ModelSpecification
  /// The algorithms by which model files are opened.
  public let registry: AlgorithmRegistry
  /// How events become weights.
  public let weighting: Weighting
  /// Whether numbering users and items differently must not change scores but by rounding; false for models
  /// that draw random numbers by row.
  public let isOrderFree: Bool
  /// Whether the model learns from attributes of items, and is given some.
  public let needsFeatures: Bool

  /// A subject.
  public init(
    _ specification: ModelSpecification, registry: AlgorithmRegistry, weighting: Weighting = .binary,
    isOrderFree: Bool = true, needsFeatures: Bool = false
  ) {
    self.specification = specification
    self.registry = registry
    self.weighting = weighting
    self.isOrderFree = isOrderFree
    self.needsFeatures = needsFeatures
  }

  /// "itemknn(neighbours=50), value".
  public var description: String { "\(specification), \(weighting)" }

  /// A log small enough that no model has to cut anything off.
  static let small = GeneratedLog.log(users: 60, items: 40, events: 700)
  /// A log of more than 500 items; some users and items have no events.
  static let large = GeneratedLog.log(users: 150, items: 600, events: 4000, seed: 3)

  /// The log as training data.
  func data(_ log: InteractionLog) -> TrainingData {
    TrainingData(
      log: log, weighting: weighting,
      itemFeatures: needsFeatures ? GeneratedFeatures.table(count: log.items.count) : nil)
  }

  /// A model of a log.
  func fit(_ log: InteractionLog, threads: Int = 1, seed: UInt64 = 7) throws -> any Recommender {
    try specification.algorithm.train(
      data(log), options: TrainingOptions(seed: seed, pool: WorkerPool(threads: threads)))
  }

  /// A model of a log with its vocabularies.
  func model(_ log: InteractionLog) throws -> Model {
    Model(
      recommender: try fit(log), data: data(log),
      metadata: ModelMetadata(createdBy: "contract", dataFingerprint: data(log).fingerprint, seed: 7))
  }

  /// The questions of all training users, known and with their training histories.
  func queries(_ log: InteractionLog) -> [Query] {
    let data = data(log)
    return (0..<log.users.count).map { Query(user: UserRow($0), profile: data.profile(of: UserRow($0))) }
  }

  /// The questions of strangers: an empty history, single items, a few items of unlike users.
  func strangers(_ items: Int) -> [Query] {
    let histories: [[Int]] = [[], [0], [items - 1], [1, items / 2], [0, 2, 3, 5, 7, items / 3]]
    return histories.map { Query(profile: Profile($0.map { ItemRow($0) })) }
  }
}

extension Recommender {
  /// Scores as rows.
  func scores(_ queries: [Query], _ candidates: Candidates = .all) throws -> [[Float]] {
    var scores = Matrix(rows: queries.count, columns: candidates.count(of: itemCount))
    // What is in the matrix before must not matter.
    scores.withUnsafeMutableBufferPointer { $0.update(repeating: .nan) }
    try score(queries, candidates: candidates, into: &scores)
    return queries.indices.map { row in (0..<scores.columns).map { scores[row, $0] } }
  }
}
