public import NeedletailCore

/// Generalised matrix factorisation: logit = h · (p ∘ q) + b, learnt by telling a user's items from drawn ones.
///
/// The loss is logistic, over every observed pair and `negatives` items drawn against it; weights of the data do not
/// count, only which pairs there are (He, Liao, Zhang, Nie, Hu and Chua, Neural collaborative filtering, WWW 2017).
///
/// ```swift
/// let model = try GMF(dimension: 32).train(TrainingData(log: log))
/// ```
///
/// Training needs LibTorch; a fitted model answers without it. Scores are logits.
public struct GMF: CollaborativeAlgorithm {
  /// K, the length of the vectors.
  public let dimension: Int
  /// How it is trained, and how strangers are folded in.
  public let settings: CollaborativeSettings

  /// A value of hyper-parameters.
  ///
  /// - Precondition: every value lies in the range that `descriptor` declares.
  public init(dimension: Int = 32, settings: CollaborativeSettings = GMF.defaults) {
    precondition((1...512).contains(dimension), "dimension \(dimension)")
    self.dimension = dimension
    self.settings = settings
  }

  /// Settings that suit it.
  public static let defaults = CollaborativeSettings(
    epochs: 14, learningRate: 0.004, learningRateDecay: 0.9, batchSize: 4096, negatives: 8, l2: 0.000001)

  package var shape: CollaborativeShape { CollaborativeShape(product: dimension) }

  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "gmf",
    summary: "matrix factorisation that tells chosen items from drawn ones, with a learnt product",
    paper: CollaborativeDeclarations.paper,
    hyperparameters: [CollaborativeDeclarations.factors] + defaults.declarations(), memoryFormula: formula)

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(dimension: values.integer("dimension"), settings: CollaborativeSettings(values))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(settings.values.merging(["dimension": .integer(dimension)]) { $1 })
  }
}
