public import NeedletailCore
import NeedletailMath

/// EASE with weights from pairs of items too: Steck and Liang, "Negative Interactions for Improved Collaborative
/// Filtering: Don't go Deeper, go Higher", RecSys 2021.
///
/// Beside the items x of a history, the pairs z among them that are common in the data speak for items: scores are
/// xB + zC, where B has zeros on its diagonal and no pair speaks for its own items. Weights of both signs are what
/// makes it better than EASE; `nonNegative` keeps those of pairs from going below zero, for comparison. Trained by
/// the alternating direction method of multipliers, and a last exact step of B for the weights of pairs as they
/// are kept.
public struct HigherOrderEASE: Algorithm {
  /// The ridge of the weights between items.
  public let l2: Double
  /// The ridge of the weights from pairs to items.
  public let l2Pairs: Double
  /// How many pairs at most; 0 when `threshold` says which.
  public let pairs: Int
  /// Pairs that more users than this have; 0 when `pairs` says how many.
  public let threshold: Int
  /// The penalty of the method of multipliers: how strongly both copies of the pairs' weights are tied.
  public let rho: Double
  /// Steps of the method of multipliers.
  public let epochs: Int
  /// Whether the weights of pairs may not be negative.
  public let nonNegative: Bool

  /// Which pairs are taken.
  public enum Choice: Sendable, Hashable {
    /// The most common ones, as many as all that are as common fit into this number.
    case count(Int)
    /// All that more users than this have.
    case above(Int)
  }

  /// The model with its regularisation.
  ///
  /// - Precondition: numbers lie in the ranges of `descriptor`.
  public init(
    l2: Double = 500, l2Pairs: Double = 2000, pairs: Choice = .count(500), rho: Double = 10_000,
    epochs: Int = 40, nonNegative: Bool = false
  ) {
    self.l2 = l2
    self.l2Pairs = l2Pairs
    switch pairs {
    case .count(let count): (self.pairs, threshold) = (count, 0)
    case .above(let count): (self.pairs, threshold) = (0, count)
    }
    self.rho = rho
    self.epochs = epochs
    self.nonNegative = nonNegative
    precondition(
      l2 > 0 && l2Pairs > 0 && self.pairs >= 0 && threshold >= 0 && rho > 0 && epochs > 0,
      "illegal hyper-parameters of higher-order EASE")
  }

  /// Which pairs are taken.
  public var choice: Choice {
    if threshold > 0 { return .above(threshold) }
    return .count(pairs > 0 ? pairs : Self.standardCount)
  }

  private static let standardCount = 500

  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "higher-order-ease",
    summary: "linear weights between items, and from common pairs of items to items",
    paper: "Steck and Liang, Negative Interactions for Improved Collaborative Filtering: Don't go Deeper, go "
      + "Higher, RecSys 2021",
    hyperparameters: [
      Hyperparameter(
        "l2", .number(default: 500, 1e-3...1e9), aliases: ["lambdaBB", "lambda_bb", "regularization"],
        search: .logarithmic(50...5000), "ridge of the weights between items"),
      Hyperparameter(
        "l2Pairs", .number(default: 2000, 1e-3...1e9), aliases: ["lambdaCC", "lambda_cc"],
        search: .logarithmic(200...50_000), "ridge of the weights from pairs to items"),
      Hyperparameter(
        "pairs", .integer(default: 0, 0...1_000_000),
        "how many pairs at most, the most common first; 0 without a threshold takes 500"),
      Hyperparameter(
        "threshold", .integer(default: 0, 0...1_000_000_000),
        "takes the pairs that more users than this have, however many; 0 leaves the choice to `pairs`"),
      Hyperparameter(
        "rho", .number(default: 10_000, 1e-3...1e12), "penalty of the method of multipliers"),
      Hyperparameter(
        "epochs", .integer(default: 40, 1...100_000), aliases: ["iterations"],
        "steps of the method of multipliers"),
      Hyperparameter(
        "nonNegative", .flag(default: false), "whether weights of pairs may not be negative, for comparison"),
    ],
    memoryFormula:
      "12·n² + 8·R² + 24·R·n bytes for n items and R pairs; with a threshold R is counted and the "
      + "figure checked before the work starts")

  /// A value from checked hyper-parameters.
  ///
  /// - Throws: `SpecificationError` when both `pairs` and `threshold` are given.
  public init(_ values: HyperparameterValues) throws {
    let (pairs, threshold) = (values.integer("pairs"), values.integer("threshold"))
    guard pairs == 0 || threshold == 0 else {
      throw SpecificationError(
        "\(Self.name): pairs=\(pairs) and threshold=\(threshold) both say which pairs are taken; give one")
    }
    self.init(
      l2: values.number("l2"), l2Pairs: values.number("l2Pairs"),
      pairs: threshold > 0 ? .above(threshold) : .count(pairs), rho: values.number("rho"),
      epochs: values.integer("epochs"), nonNegative: values.flag("nonNegative"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "l2": .number(l2), "l2Pairs": .number(l2Pairs), "pairs": .integer(pairs),
      "threshold": .integer(threshold), "rho": .number(rho), "epochs": .integer(epochs),
      "nonNegative": .flag(nonNegative),
    ])
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let pairs = try ItemPairs(reading: file)
    return HigherOrderEASERecommender(
      try HigherOrderEASE(hyperparameters), pairs: pairs,
      weights: try file.matrix("weights", rows: file.itemCount + pairs.count, columns: file.itemCount))
  }
}
