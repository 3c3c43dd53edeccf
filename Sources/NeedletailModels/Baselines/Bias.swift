public import NeedletailCore
import NeedletailMath

/// Predicts a rating from how generous the user and how good the item are: μ + b_u + b_i.
///
/// The baseline of rating prediction. Deviations are learnt by alternating damped means; a stranger's follows
/// from his history as a training user's does. An item without ratings counts as an average one.
///
/// Koren, "Factor in the neighbors: scalable and accurate collaborative filtering", ACM TKDD 2010.
public struct Bias: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "bias", summary: "The mean rating plus how user and item deviate from it.",
    paper: "Koren, Factor in the neighbors: scalable and accurate collaborative filtering, ACM TKDD 2010",
    hyperparameters: [
      Hyperparameter(
        "epochs", .integer(default: RatingBaseline.standard.sweeps, 1...100_000),
        aliases: ["n_epochs", "iterations"], "sweeps over items and users"),
      Hyperparameter(
        "itemShrinkage", .number(default: RatingBaseline.standard.itemShrinkage, 0...1e9), aliases: ["reg_i"],
        search: .numbers(0...50), "ratings of an item that count as average beside its own"),
      Hyperparameter(
        "userShrinkage", .number(default: RatingBaseline.standard.userShrinkage, 0...1e9), aliases: ["reg_u"],
        search: .numbers(0...50), "ratings of a user that count as average beside his own"),
    ],
    memoryFormula: "24·n bytes for n items")

  /// Sweeps over items and users.
  public let epochs: Int
  /// What an item's number of ratings is raised by.
  public let itemShrinkage: Double
  /// What a user's number of ratings is raised by.
  public let userShrinkage: Double

  /// The baseline.
  ///
  /// - Precondition: one epoch at least; the others are not negative.
  public init(epochs: Int = 10, itemShrinkage: Double = 10, userShrinkage: Double = 15) {
    precondition(
      epochs >= 1 && itemShrinkage >= 0 && userShrinkage >= 0,
      "epochs \(epochs), itemShrinkage \(itemShrinkage), userShrinkage \(userShrinkage)")
    self.epochs = epochs
    self.itemShrinkage = itemShrinkage
    self.userShrinkage = userShrinkage
  }

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      epochs: values.integer("epochs"), itemShrinkage: values.number("itemShrinkage"),
      userShrinkage: values.number("userShrinkage"))
  }

  /// All hyper-parameters.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "epochs": .integer(epochs), "itemShrinkage": .number(itemShrinkage),
      "userShrinkage": .number(userShrinkage),
    ])
  }

  /// The deviations of items, with their sums and counts.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([.init("deviations of items, sums and counts", bytes: 24 * shape.items)])
  }

  /// Sweeps; `options.stopping` is honoured.
  ///
  /// - Throws: `CancelledError`; `TrainingError` when a value is not finite.
  /// - Complexity: O(epochs · interactions).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    let baseline = try RatingBaseline(
      meanOf: data.matrix, itemShrinkage: itemShrinkage, userShrinkage: userShrinkage)
    return try Trainer(bias: self, matrix: data.matrix, baseline: baseline)
      .train(epochs: epochs, options: options)
  }

  private struct Trainer: EpochTrainer {
    let bias: Bias
    let matrix: CSRMatrix
    var baseline: RatingBaseline

    mutating func runEpoch() throws -> String { "error \(Float(baseline.sweep(matrix)))" }

    consuming func model(epochs: Int) throws -> any Recommender {
      BiasRecommender(bias: try bias.setting(["epochs": .integer(epochs)]), baseline: baseline)
    }
  }

  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let bias = Bias(hyperparameters)
    return BiasRecommender(
      bias: bias,
      baseline: try RatingBaseline(
        reading: file, itemShrinkage: bias.itemShrinkage, userShrinkage: bias.userShrinkage))
  }
}
