public import NeedletailCore
import NeedletailData
import NeedletailMath

/// Predicts clicks from the click rate of each field's value: the floor that every click-through model must beat.
///
/// A value seen n times with c clicks has the rate (c + s·p) / (n + s), p being the rate of all examples and s the
/// smoothing. An example's log-odds are those of p plus how far the log-odds of its fields' rates lie from them: naive
/// Bayes with every field a witness of its own. As fields repeat each other, that sum is too sure of itself; it is put
/// into a logistic regression with two numbers, fitted on sums whose rates were counted without the example's own fifth
/// of the data (Platt 1999). Nothing else is learnt: no weight a value, no pair of fields.
///
/// From a log, the rate of an item and of its attributes is that among as many negatives as positives, drawn uniformly,
/// in expectation. Users do not differ then: items are ranked by popularity, shared among those with like attributes.
/// A numeric field that is not in buckets counts as known or missing only.
public struct ClickRate: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "click-rate",
    summary:
      "The click rates of each field's value, multiplied and calibrated; the floor for click-through models.",
    paper: "",
    hyperparameters: [
      Hyperparameter(
        "smoothing", .number(default: 10, 0.01...1_000_000), aliases: ["prior"],
        search: .logarithmic(0.1...1000), "examples of the mean rate that each value starts with")
    ],
    memoryFormula: "48·(u + n) bytes for u users and n items, and 48 for each value of another field")

  /// Examples of the mean rate that each value starts with.
  public let smoothing: Double

  /// Smoothed rates.
  ///
  /// - Precondition: the smoothing is positive.
  public init(smoothing: Double = 10) {
    precondition(smoothing > 0, "smoothing \(smoothing)")
    self.smoothing = smoothing
  }

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { self.init(smoothing: values.number("smoothing")) }

  /// The smoothing.
  public var hyperparameters: HyperparameterValues { HyperparameterValues(["smoothing": .number(smoothing)]) }

  /// The counts of two groups and the rates.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([.init("counts and rates", bytes: 48 * (shape.users + shape.items))])
  }

  /// Counts.
  ///
  /// - Throws: `TrainingError` for labels of more than two classes.
  /// - Complexity: O(examples × fields).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    try options.cancellation?.check()
    guard let examples = data.examples else {
      let ranking = try RankingFields(data, pool: options.pool)
      let counts = ClickCounts(pairs: data.matrix, ranking)
      return ClickRateRecommender(
        clickRate: self, ranking: ranking, rates: SharedBuffer(counts.rates(smoothing).map { Float($0) }),
        base: 0,
        slope: 1)
    }
    guard examples.space.classCount == 2 else {
      throw TrainingError(
        "click-rate predicts clicks; these labels have \(examples.space.classCount) classes: fifa learns those"
      )
    }
    let counts = ClickCounts(examples.table)
    let calibration = Calibration(
      of: try counts.heldOutSums(examples.table, smoothing, seed: options.seed, options))
    return ClickRateRecommender(
      clickRate: self, ranking: examples.ranking,
      rates: SharedBuffer(counts.rates(smoothing).map { Float($0) }),
      base: calibration.base, slope: calibration.slope)
  }

  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let ranking = try file.rankingFields("fields")
    let rates = try file.floats("rates", shape: [ranking.space.rowCount])
    let calibration = try file.floats("calibration", shape: [2])
    for (name, numbers) in [("rates", rates), ("calibration", calibration)] {
      guard numbers.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
        throw file.fault(name, "expected finite numbers only")
      }
    }
    return ClickRateRecommender(
      clickRate: ClickRate(hyperparameters), ranking: ranking, rates: rates, base: calibration[0],
      slope: calibration[1])
  }
}
