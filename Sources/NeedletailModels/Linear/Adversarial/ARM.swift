public import NeedletailCore

/// ARM: adversarially reweighted learning (Lahoti et al., NeurIPS 2020) carried over to EASE as it is: both players
/// fight over Σ w_u ‖x_u − x_u W‖². Shivaswamy and Garcia-Garcia, "Adversary or Friend? An adversarial approach to
/// improving recommender systems", RecSys 2022, who found that it usually does not work well: squared errors grow with
/// the length of a history, so the adversary favours those who are served best. `RLARM` is their remedy.
public struct ARM: Algorithm {
  /// Its hyper-parameters.
  public let settings: AdversarialSettings

  /// The model with the given settings.
  public init(_ settings: AdversarialSettings = AdversarialSettings()) { self.settings = settings }

  /// Name, paper, hyper-parameters and memory formula.
  public static var descriptor: AlgorithmDescriptor {
    AlgorithmDescriptor(
      name: "arm",
      summary: "linear weights between items for users weighted by an adversary that sees squared errors",
      paper:
        "Lahoti et al., Fairness without demographics through adversarially reweighted learning, NeurIPS "
        + "2020; Shivaswamy and Garcia-Garcia, Adversary or Friend?, RecSys 2022",
      hyperparameters: AdversarialSettings().declarations(adversaryRange: 1...1000),
      memoryFormula: AdversarialSettings.memoryFormula)
  }

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) { self.init(AdversarialSettings(values)) }

  /// The hyper-parameters by name.
  public var hyperparameters: HyperparameterValues { settings.values }

  /// Weights, moments, a batch, histories both ways.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    settings.memoryEstimate(for: shape, threads: threads)
  }

  /// Three sparse products and Adam's pass over all weights, step by step.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    settings.expectedSeconds(for: shape, threads: threads)
  }

  /// Fits the weights between items; `previous` is ignored, `options.stopping` is honoured.
  ///
  /// - Throws: `TrainingError` when there are no interactions, a weight is negative or not finite, or the
  ///   loss overflows; `CancelledError` when interrupted.
  /// - Complexity: O(interactions · items + steps · items²) an epoch.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    try AdversarialTrainer(
      self, settings: settings, loss: .squares, matrix: data.matrix, options: options
    ).train(epochs: settings.epochs, options: options)
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    try ItemWeightRecommender(opening: file, of: ARM(hyperparameters))
  }
}
