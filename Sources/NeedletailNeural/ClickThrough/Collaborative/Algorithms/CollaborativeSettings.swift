import NeedletailCore

/// Hyper-parameters that the models of neural collaborative filtering share.
public struct CollaborativeSettings: Sendable, Hashable {
  /// Passes over the observed pairs.
  public var epochs: Int
  /// Adam's step.
  public var learningRate: Double
  /// What Adam's step is multiplied by after every epoch; below 1 the last epochs average the noise of the draws out.
  public var learningRateDecay: Double
  /// Examples of a step: observed pairs and the items drawn against them.
  public var batchSize: Int
  /// Items drawn against each observed pair, anew in every epoch.
  public var negatives: Int
  /// Whether items that the user has are never drawn.
  public var rejectsKnown: Bool
  /// λ of a penalty ½ λ |w|² on the vectors that a step touches.
  public var l2: Double
  /// The deviation of initial vectors.
  public var initialScale: Double
  /// Steps of a stranger's row.
  public var foldInSteps: Int
  /// The first of those steps; later ones shrink linearly.
  public var foldInRate: Double

  /// Settings.
  ///
  /// - Precondition: every value lies in the range that the algorithms declare.
  public init(
    epochs: Int = 20, learningRate: Double = 0.008, learningRateDecay: Double = 0.95, batchSize: Int = 8192,
    negatives: Int = 16, rejectsKnown: Bool = true, l2: Double = 0.00001, initialScale: Double = 0.01,
    foldInSteps: Int = 100,
    foldInRate: Double = 0.03
  ) {
    precondition(epochs >= 1 && batchSize >= 1, "epochs \(epochs), batchSize \(batchSize)")
    precondition(learningRate > 0 && foldInRate > 0, "learningRate \(learningRate), foldInRate \(foldInRate)")
    precondition(negatives >= 1 && foldInSteps >= 1, "negatives \(negatives), foldInSteps \(foldInSteps)")
    precondition(l2 >= 0 && initialScale > 0, "l2 \(l2), initialScale \(initialScale)")
    self.epochs = epochs
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.batchSize = batchSize
    self.negatives = negatives
    self.rejectsKnown = rejectsKnown
    self.l2 = l2
    self.initialScale = initialScale
    self.foldInSteps = foldInSteps
    self.foldInRate = foldInRate
  }

  /// Settings from checked hyper-parameters.
  init(_ values: HyperparameterValues) {
    self.init(
      epochs: values.integer("epochs"), learningRate: values.number("learningRate"),
      learningRateDecay: values.number("learningRateDecay"),
      batchSize: values.integer("batchSize"), negatives: values.integer("negatives"),
      rejectsKnown: values.flag("rejectKnown"), l2: values.number("l2"),
      initialScale: values.number("initialScale"), foldInSteps: values.integer("foldInSteps"),
      foldInRate: values.number("foldInRate"))
  }

  /// The values by name.
  var values: [String: HyperparameterValue] {
    [
      "epochs": .integer(epochs), "learningRate": .number(learningRate),
      "learningRateDecay": .number(learningRateDecay), "batchSize": .integer(batchSize),
      "negatives": .integer(negatives), "rejectKnown": .flag(rejectsKnown), "l2": .number(l2),
      "initialScale": .number(initialScale), "foldInSteps": .integer(foldInSteps),
      "foldInRate": .number(foldInRate),
    ]
  }

  /// The declarations, with these values as defaults.
  func declarations() -> [Hyperparameter] {
    [
      Hyperparameter(
        "epochs", .integer(default: epochs, 1...100_000),
        aliases: ["iterations", "n_epochs", "train_epochs"],
        search: .logarithmicIntegers(5...50), "passes over the observed pairs"),
      Hyperparameter(
        "learningRate", .number(default: learningRate, 1e-9...10), aliases: ["lr", "learning_rate"],
        search: .logarithmic(0.0005...0.02), "Adam's step"),
      Hyperparameter(
        "learningRateDecay", .number(default: learningRateDecay, 0.01...1), search: .numbers(0.7...1),
        "what the size of a step is multiplied by after every epoch"),
      Hyperparameter(
        "batchSize", .integer(default: batchSize, 1...1_000_000),
        aliases: ["batch_size", "train_batch_size"],
        search: .logarithmicIntegers(256...8192), "examples of a step, drawn items included"),
      Hyperparameter(
        "negatives", .integer(default: negatives, 1...1000), aliases: ["num_neg", "num_negatives"],
        search: .logarithmicIntegers(1...32), "items drawn against each observed pair"),
      Hyperparameter(
        "rejectKnown", .flag(default: rejectsKnown), "whether items that the user has are never drawn"),
      Hyperparameter(
        "l2", .number(default: l2, 0...1e3), aliases: ["regularization", "reg", "weight_decay", "lambda"],
        search: .logarithmic(1e-9...1e-4), "penalty on the vectors that a step touches"),
      Hyperparameter(
        "initialScale", .number(default: initialScale, 1e-9...1e3), aliases: ["init_std", "stddev"],
        "deviation of initial vectors"),
      Hyperparameter(
        "foldInSteps", .integer(default: foldInSteps, 1...100_000), "steps of a stranger's row"),
      Hyperparameter(
        "foldInRate", .number(default: foldInRate, 1e-9...10),
        "the first of those steps; later ones shrink linearly"),
    ]
  }
}
