public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// Offline metrics, tried on data whose truth is known: which of them picks the truly best model?
///
/// Kasalický, Alves and Kordík ("Bridging Offline-Online Evaluation with a Time-dependent and Popularity Bias-free
/// Offline Metric for Recommenders", 2023) compared offline metrics with click rates of five live services. Here
/// every data set brings its truth as a function of the model. On each data set all models are fitted on the whole
/// log, whose events are then predicted one at a time, as the paper does, and once for each split, on its training
/// part; the truth is always that of the model fitted on the whole log, which is what would go live.
public struct MetricTrial: Sendable {
  /// A data set with its truth.
  public struct Source {
    /// Its name in tables.
    public var name: String
    /// The log, with moments.
    public var data: DataSet
    /// What the lists of a model are truly worth: for each of the trial's truths, a number for each cut-off.
    public var truth: (any Recommender, _ cutoffs: [Int]) throws -> [[Double]]

    /// A data set with its truth.
    public init(
      name: String, data: DataSet, truth: @escaping (any Recommender, _ cutoffs: [Int]) throws -> [[Double]]
    ) {
      self.name = name
      self.data = data
      self.truth = truth
    }
  }

  /// The models to choose from.
  public var models: [ModelSpecification]
  /// The names of the truths, in the order in which sources give them.
  public var truths: [String]
  /// The lengths of lists; each is a case of its own, as in the paper.
  public var cutoffs = Array(1...10) + [15, 20, 25, 50]
  /// The popularity penalties that are tried.
  public var betas = (0...20).map { Double($0) / 20 }
  /// The division whose test events are predicted one at a time, the models knowing nothing later.
  public var timeSplit = "time:0.2"
  /// The divisions on which models are measured by one list a user.
  public var listSplits = ["time:0.2", "random:0.2", "last:1"]
  /// At most so many events are predicted in each way, drawn uniformly.
  public var eventLimit: Int? = 5000
  /// The seed of fits, splits and samples.
  public var seed: UInt64 = 1
  /// The threads that work is spread over; results do not depend on their number.
  public var pool: WorkerPool
  /// The options of each fit, by the label of its progress line.
  public var setup: Experiment.TrainingSetup?
  /// Asks the work to stop.
  public var cancellation: Cancellation?

  /// A trial.
  ///
  /// - Precondition: there are two models or more, and a truth.
  public init(models: [ModelSpecification], truths: [String], pool: WorkerPool = WorkerPool()) {
    precondition(models.count > 1 && !truths.isEmpty, "\(models.count) models, \(truths.count) truths")
    self.models = models
    self.truths = truths
    self.pool = pool
  }

  /// The penalty of lists, beside none.
  static let listBeta = 0.3

  /// Fits and measures all models on every data set; sources are made one after the other.
  ///
  /// - Throws: what fits, evaluations, splits and sources throw; `DataError` for data without moments.
  public func run(sources count: Int, _ source: (Int) throws -> Source) throws -> MetricTrialResult {
    var result = MetricTrialResult(
      models: Experiment.names(of: models), truthNames: truths, cutoffs: cutoffs)
    for index in 0..<count { result.add(try measure(try source(index))) }
    return result
  }
}
