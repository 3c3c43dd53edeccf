public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// Models, fitted on one part of a data set and measured on another: what `needletail evaluate` runs.
///
/// ```swift
/// let splits = try SplitSpecification(parsing: "last:1").split(data, seed: 1)
/// let experiment = Experiment(
///   data: data, splits: splits, specifications: try ModelSpecification.list("popularity,ease"),
///   options: EvaluationOptions(metrics: try MetricKey.list("ndcg@10")))
/// let result = try experiment.run()
/// ```
///
/// Models are fitted and forgotten one after the other, so the peak of memory is that of the hungriest.
public struct Experiment: Sendable {
  /// The whole data set.
  public var data: DataSet
  /// Its divisions: one, or one a fold. Folds are pooled: each (fold, user) counts as a user of its own.
  public var splits: [Split]
  /// The models.
  public var specifications: [ModelSpecification]
  /// What is measured, and how.
  public var options: EvaluationOptions
  /// Chooses the epochs of iterative models on a part of the training data; nil takes them as specified.
  public var stopping: ValidationStopping?
  /// Which models that is done for, in order; nil for all.
  public var isStopped: [Bool]?
  /// Compares the models within groups of users; nil for no such tables.
  public var groups: GroupStudy?
  /// The model that the others are compared with; nil compares all pairs.
  public var baseline: String?
  /// The models' names in tables, in order; nil takes those of their algorithms.
  public var names: [String]?
  /// Predicts events one at a time; nil asks for one list a user.
  public var questions: EventQuestions?

  /// An experiment.
  ///
  /// - Precondition: there is at least one split.
  public init(
    data: DataSet, splits: [Split], specifications: [ModelSpecification], options: EvaluationOptions
  ) {
    precondition(!splits.isEmpty, "an experiment without a split")
    self.data = data
    self.splits = splits
    self.specifications = specifications
    self.options = options
  }

  /// What a fit is given, by the label of its progress line.
  public typealias TrainingSetup = @Sendable (_ label: String) -> TrainingOptions

  /// Fits and measures every model on every split.
  ///
  /// - Parameters:
  ///   - setup: the options of each fit; by default the pool and seed of the evaluation.
  ///   - observe: called with each fitted model and its split before it is forgotten.
  /// - Throws: whatever a fit or an evaluation throws; nothing is kept then.
  public func run(
    setup: TrainingSetup? = nil,
    observe: ((any Recommender, _ index: Int, Split) throws -> Void)? = nil
  ) throws -> ExperimentResult {
    let names = self.names ?? Self.names(of: specifications)
    var folds: [[ModelEvaluation]] = []
    var study = try groups.map { try GroupStudyRun($0, specifications: specifications, options: options) }
    if study != nil, questions != nil {
      throw EvaluationError("groups by difficulty need one list a user; leave the prediction of events out")
    }
    var told = self
    for (fold, split) in splits.enumerated() {
      let measurement = try Measurement(split, questions, options: options)
      told.splits[fold] = measurement.describedSplit
      let training = self.training(of: split)
      folds.append(
        try specifications.indices.map { index in
          let label = splits.count == 1 ? names[index] : "\(names[index]), fold \(folds.count + 1)"
          let memory = PeakMemory()
          let start = ContinuousClock.now
          let recommender = try fit(index, on: split, training, setup?(label) ?? defaultOptions)
          let seconds = (ContinuousClock.now - start).seconds
          let peak = memory.bytes
          var evaluation = try measurement.evaluate(
            recommender, name: names[index], fitSeconds: seconds,
            peakBytes: peak.map { max(0, $0 - memory.baseline) })
          if recommender is any UserRows, !options.foldIn, questions == nil {
            evaluation.foldIn = try foldedIn(recommender, on: split)
          }
          if index == study?.baseline, case .lists(let plan) = measurement {
            try study?.add(plan, model: recommender) { second in
              try fit(index, on: second, self.training(of: second), setup?(label) ?? defaultOptions)
            }
          }
          try observe?(recommender, index, split)
          return evaluation
        })
    }
    let evaluations =
      try splits.count == 1
      ? folds[0]
      : specifications.indices.map { index in
        try FoldPooling.pooled(folds.map { $0[index] }, options: options)
      }
    var result = try ExperimentResult(experiment: told, evaluations: evaluations)
    result.document.groupComparisons = try study?.comparisons(evaluations, options: options)
    return result
  }

  private func training(of split: Split) -> TrainingData {
    TrainingData(data, log: split.training, weighting: options.weighting, pool: options.pool)
  }

  private func fit(
    _ index: Int, on split: Split, _ training: TrainingData, _ run: TrainingOptions
  ) throws -> any Recommender {
    let algorithm = specifications[index].algorithm
    guard let stopping, isStopped?[index] ?? true else { return try algorithm.train(training, options: run) }
    return try stopping.train(algorithm, on: split, training: training, evaluation: options, options: run)
  }

  /// The metrics of a model when every user is a stranger.
  private func foldedIn(_ recommender: any Recommender, on split: Split) throws -> [MetricResult] {
    var options = options
    options.foldIn = true
    options.curves = false
    options.activityBuckets = 0
    options.breakdowns = []
    return try EvaluationPlan(split, options: options).evaluate(recommender, name: "folded in").metrics
  }

  private var defaultOptions: TrainingOptions {
    TrainingOptions(seed: options.seed, pool: options.pool, cancellation: options.cancellation)
  }

  /// The algorithm's name where it is unique among the models, else the specification.
  static func names(of specifications: [ModelSpecification]) -> [String] {
    specifications.map { specification in
      let namesakes = specifications.count { $0.name == specification.name }
      return namesakes > 1 ? specification.description : specification.name
    }
  }
}
