public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// A search for good hyper-parameters of click-through models: trials are fitted on one part of the training examples and
/// judged by another; the test part is read once, by the best of them, at the end.
///
/// ```swift
/// let split = try SplitSpecification(parsing: "random:0.2").split(examples, seed: 1)
/// let space = try SearchSpaceDefinition(ModelSpecification(parsing: "click-rate"))
/// let tuning = try ExampleTuning(
///   examples: examples, split: split,
///   carved: SplitSpecification(parsing: "random:0.1").carve(split, of: examples, seed: 1), space: space,
///   strategy: ParzenSearch(space, seed: 1), trials: 30, metric: MetricKey(parsing: "logloss"),
///   options: EvaluationOptions(metrics: MetricKey.list("auc,logloss")))
/// let result = try tuning.run()
/// ```
///
/// Strategies, the study's file and its resumption are those of `Tuning`; the same search gives the same trials for any
/// number of threads and of trials side by side.
public struct ExampleTuning: Sendable {
  /// All examples.
  public var examples: ExampleSet
  /// The division into training and test.
  public var split: ExampleSplit
  /// The same division with a validation part carved from its training part, or with its own one.
  public var carved: ExampleSplit
  /// What is searched.
  public var space: SearchSpaceDefinition
  /// How.
  public var strategy: any SearchStrategy
  /// At most so many trials.
  public var trials: Int
  /// What decides.
  public var metric: MetricKey
  /// What the test part is asked, and how everything is measured: seed, threads, intervals.
  public var options: EvaluationOptions
  /// Chooses the epochs of each trial; without a split of its own by the validation part and the metric that trials are
  /// judged by, which makes epochs one more hyper-parameter chosen there. Nil for as many as are specified.
  public var stopping: ExampleStopping?
  /// How many trials run side by side, each on its share of the threads.
  public var jobs = 1
  /// Bytes that the trials running at once may need together; nil for what the machine has available.
  public var memoryLimit: Int?
  /// Where neural models compute.
  public var device = DeviceChoice.auto
  /// Called at each step of a fit; must be quick.
  public var progress: (@Sendable (Progress) -> Void)?

  /// A search.
  ///
  /// - Parameter carved: `split` with a validation part.
  /// - Throws: `EvaluationError` when there is no validation part, or the metric is none of these labels.
  public init(
    examples: ExampleSet, split: ExampleSplit, carved: ExampleSplit, space: SearchSpaceDefinition,
    strategy: any SearchStrategy, trials: Int, metric: MetricKey, options: EvaluationOptions
  ) throws {
    guard carved.validation != nil else {
      throw EvaluationError("the split '\(carved.definition)' has no validation part")
    }
    if let reason = ExampleMetrics.absence(of: metric, classes: examples.classCount) {
      throw EvaluationError("cannot tune by \(metric): \(reason)")
    }
    self.examples = examples
    self.split = split
    self.carved = carved
    self.space = space
    self.strategy = strategy
    self.trials = trials
    self.metric = metric
    self.options = options
  }

  /// What a trial is measured by: the deciding metric, then the usual ones.
  var trialMetrics: [MetricKey] {
    let others = [MetricFamily.auc, .logloss].compactMap { try? MetricKey($0) }
    return [metric] + others.filter { $0 != metric }
  }

  /// What the study's file says of this search.
  public var header: StudyHeader {
    var header = StudyHeader(
      source: examples.source, data: examples.fingerprint, training: Self.digest(carved.training),
      split: split.definition, validation: carved.definition, weighting: "as given", metric: "\(metric)",
      rules: "labelled examples", stopping: stopping?.words ?? "none", model: space.base.fullDescription,
      space: space.axes.map(\.description), strategy: "\(strategy)", seed: options.seed,
      version: NeedletailVersion.current)
    header.unit = examples.groups == nil ? "example" : "group"
    return header
  }

  /// A count and a hash (FNV-1a) of positions.
  private static func digest(_ positions: [Int]) -> String {
    let hash = positions.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, position in
      (hash ^ UInt64(position)) &* 0x100_0000_01B3
    }
    return "\(positions.count) examples of hash \(String(hash, radix: 16))"
  }
}

extension ExampleStopping {
  /// In words, for the study's header.
  var words: String {
    split.map { "\($0) by \(metric), patience \(patience), interval \(interval)" }
      ?? "validation part, patience \(patience), interval \(interval)"
  }
}
