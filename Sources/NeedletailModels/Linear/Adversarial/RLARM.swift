public import NeedletailCore

/// R-LARM: EASE for users whom a second player weights by how badly their own histories are ranked. Shivaswamy and
/// Garcia-Garcia, "Adversary or Friend? An adversarial approach to improving recommender systems", RecSys 2022.
///
/// The learner W takes steps down Σ w_u ‖x_u − x_u W‖² + (C/2) ‖W‖²; the adversary, which sees histories only, takes
/// steps up Σ w_u n (1 − NDCG@100_u) − (B/2) ‖a‖², where w_u is a user's share of σ(x_u·a) in the batch. It is not a
/// zero-sum game: neither player's loss flows into the other's parameters. The adversary is forgotten after the fit.
///
/// `adversary=none` is EASE by gradient steps. `learner=exact`, which is ours, replaces the steps of the
/// learner by the closed form for the adversary's weights of all users, once an epoch.
public struct RLARM: Algorithm {
  /// Its hyper-parameters.
  public let settings: AdversarialSettings

  /// The model with the given settings.
  public init(_ settings: AdversarialSettings = AdversarialSettings()) { self.settings = settings }

  /// Name, paper, hyper-parameters and memory formula.
  public static var descriptor: AlgorithmDescriptor {
    AlgorithmDescriptor(
      name: "r-larm",
      summary: "linear weights between items for users weighted by an adversary that sees ranking errors",
      paper: "Shivaswamy and Garcia-Garcia, Adversary or Friend? An adversarial approach to improving "
        + "recommender systems, RecSys 2022",
      hyperparameters: AdversarialSettings().declarations(adversaryRange: 10...10_000),
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
      self, settings: settings, loss: .ranking, matrix: data.matrix, options: options
    ).train(epochs: settings.epochs, options: options)
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    try ItemWeightRecommender(opening: file, of: RLARM(hyperparameters))
  }
}
