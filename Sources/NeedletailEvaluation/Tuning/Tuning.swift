public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// A search for good hyper-parameters: trials are fitted on one part of the training data and judged by another;
/// the test part is read once, by the best of them, at the end.
///
/// ```swift
/// let split = try SplitSpecification(parsing: "last:1").split(data, seed: 1)[0]
/// let space = try SearchSpaceDefinition(ModelSpecification(parsing: "ease"))
/// var tuning = Tuning(
///   data: data, split: split, validation: try SplitSpecification(parsing: "random:0.1").carve(split, seed: 1),
///   space: space, strategy: ParzenSearch(space, seed: 1), trials: 30, metric: try MetricKey(parsing: "ndcg@10"))
/// let result = try tuning.run()
/// ```
///
/// The same search gives the same trials for any number of threads and of trials side by side.
public struct Tuning: Sendable {
  /// The whole data set.
  public var data: DataSet
  /// The division into training and test.
  public var split: Split
  /// The same division with a validation part carved from its training part, or with its own one.
  public var carved: Split
  /// What is searched.
  public var space: SearchSpaceDefinition
  /// How.
  public var strategy: any SearchStrategy
  /// At most so many trials.
  public var trials: Int
  /// What decides.
  public var metric: MetricKey
  /// What the test part is asked, and how everything is measured: weighting, rules, seed, threads.
  public var options: EvaluationOptions
  /// How epochs are chosen.
  public var stopping = TrialStopping.none
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
  /// - Throws: `EvaluationError` when there is no validation part, or the metric says neither better nor worse.
  public init(
    data: DataSet, split: Split, carved: Split, space: SearchSpaceDefinition, strategy: any SearchStrategy,
    trials: Int, metric: MetricKey, options: EvaluationOptions
  ) throws {
    guard carved.validation != nil else {
      throw EvaluationError("the split '\(carved.definition)' has no validation part")
    }
    guard metric.direction != .neutral else {
      throw EvaluationError("\(metric) says neither better nor worse; tune by ndcg@10, recall@20 or rmse")
    }
    self.data = data
    self.split = split
    self.carved = carved
    self.space = space
    self.strategy = strategy
    self.trials = trials
    self.metric = metric
    self.options = options
  }

  /// What a trial is measured by: the deciding metric, then how wide and how popular its lists are.
  var trialMetrics: [MetricKey] {
    let cutoff = metric.cutoff ?? 10
    let others = [MetricFamily.arp, .coverage].compactMap { try? MetricKey($0, cutoff: cutoff) }
    return [metric] + others.filter { $0 != metric }
  }

  /// What the study's file says of this search.
  public var header: StudyHeader {
    let options = self.options
    var rules = ["folded in: \(options.foldIn)", "seen items: \(options.includeSeen)"]
    if let candidates = options.candidates { rules.append("candidates: \(Self.digest(candidates))") }
    if !options.excludedItems.isEmpty { rules.append("excluded: \(Self.digest(options.excludedItems))") }
    return StudyHeader(
      source: data.source, data: data.log.fingerprint, training: carved.training.fingerprint,
      split: split.definition, validation: carved.definition, weighting: "\(options.weighting)",
      metric: "\(metric)", rules: rules.joined(separator: ", "),
      stopping: "\(stopping)", model: space.base.fullDescription, space: space.axes.map(\.description),
      strategy: "\(strategy)", seed: options.seed, version: NeedletailVersion.current)
  }

  /// A count and a hash (FNV-1a) of items.
  private static func digest(_ items: [ItemRow]) -> String {
    let hash = items.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, item in
      (hash ^ UInt64(item.index)) &* 0x100_0000_01B3
    }
    return "\(items.count) items of hash \(String(hash, radix: 16))"
  }
}
