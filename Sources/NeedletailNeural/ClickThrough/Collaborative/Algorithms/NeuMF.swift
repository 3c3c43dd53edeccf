public import NeedletailCore
import NeedletailData
import NeedletailMath

/// Neural matrix factorisation: a `GMF` and an `MLP`, each with vectors of its own, read by one last layer.
///
/// With `pretrain` both parts are trained first, each for `pretrainEpochs` by Adam, and joined so that the logit is
/// α · that of the product + (1 − α) · that of the layers; then all is trained on for `epochs` by plain descent of step
/// `tuningRate`. Without, all is trained together from the start by Adam. Loss, negatives and paper are those of `GMF`.
///
/// Training needs LibTorch; a fitted model answers without it. Scores are logits.
public struct NeuMF: CollaborativeAlgorithm {
  /// The length of the vectors that are multiplied, and the width of the last hidden layer.
  public let dimension: Int
  /// Hidden layers.
  public let hiddenLayers: Int
  /// Whether the parts are trained first.
  public let pretrain: Bool
  /// α, the product's part in what the joined network begins with.
  public let alpha: Double
  /// Passes of each part.
  public let pretrainEpochs: Int
  /// The step of plain descent after the parts were joined.
  public let tuningRate: Double
  /// λ of the penalty on the vectors that are multiplied; that of `settings` is on those of the layers.
  public let productL2: Double
  /// How it is trained, and how strangers are folded in.
  public let settings: CollaborativeSettings

  /// A value of hyper-parameters.
  ///
  /// - Precondition: every value lies in the range that `descriptor` declares.
  public init(
    dimension: Int = 32, hiddenLayers: Int = 2, pretrain: Bool = true, alpha: Double = 0.5,
    pretrainEpochs: Int = 20, tuningRate: Double = 0.2, productL2: Double = GMF.defaults.l2,
    settings: CollaborativeSettings = NeuMF.defaults
  ) {
    precondition(
      (1...512).contains(dimension) && (1...4).contains(hiddenLayers),
      "dimension \(dimension), hiddenLayers \(hiddenLayers)")
    precondition(
      (0...1).contains(alpha) && pretrainEpochs >= 1 && tuningRate > 0 && productL2 >= 0,
      "alpha \(alpha), pretrainEpochs \(pretrainEpochs), tuningRate \(tuningRate), productL2 \(productL2)")
    self.dimension = dimension
    self.hiddenLayers = hiddenLayers
    self.pretrain = pretrain
    self.alpha = alpha
    self.pretrainEpochs = pretrainEpochs
    self.tuningRate = tuningRate
    self.productL2 = productL2
    self.settings = settings
  }

  /// Settings that suit it.
  public static let defaults = CollaborativeSettings(epochs: 5)

  package var shape: CollaborativeShape {
    CollaborativeShape(product: dimension, layers: hiddenLayers, factors: dimension)
  }

  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "neumf",
    summary: "matrix factorisation and a perceptron side by side, each with vectors of its own",
    paper: CollaborativeDeclarations.paper,
    hyperparameters: [
      CollaborativeDeclarations.factors, CollaborativeDeclarations.hiddenLayers,
      Hyperparameter(
        "pretrain", .flag(default: true), aliases: ["use_pretrain"],
        search: .values([.flag(true), .flag(false)]),
        "whether a gmf and an mlp are trained first and joined; if not, the whole wants as many epochs as they"
      ),
      Hyperparameter(
        "alpha", .number(default: 0.5, 0...1), search: .numbers(0.2...0.8),
        "the product's part in what the joined network begins with"),
      Hyperparameter(
        "pretrainEpochs", .integer(default: 20, 1...100_000), search: .logarithmicIntegers(5...30),
        "passes of each part before they are joined"),
      Hyperparameter(
        "tuningRate", .number(default: 0.2, 1e-9...10), search: .logarithmic(0.001...1),
        "step of plain descent after the parts were joined"),
      Hyperparameter(
        "productL2", .number(default: GMF.defaults.l2, 0...1e3), search: .logarithmic(1e-9...1e-4),
        "penalty on the vectors that are multiplied; l2 is that on the vectors of the layers"),
    ] + defaults.declarations(), memoryFormula: formula)

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      dimension: values.integer("dimension"), hiddenLayers: values.integer("hiddenLayers"),
      pretrain: values.flag("pretrain"), alpha: values.number("alpha"),
      pretrainEpochs: values.integer("pretrainEpochs"), tuningRate: values.number("tuningRate"),
      productL2: values.number("productL2"),
      settings: CollaborativeSettings(values))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(
      settings.values.merging([
        "dimension": .integer(dimension), "hiddenLayers": .integer(hiddenLayers), "pretrain": .flag(pretrain),
        "alpha": .number(alpha), "pretrainEpochs": .integer(pretrainEpochs),
        "tuningRate": .number(tuningRate), "productL2": .number(productL2),
      ]) { $1 })
  }
}

extension NeuMF {
  /// The parts together cost what the whole does.
  package var passes: Int { settings.epochs + (pretrain ? pretrainEpochs : 0) }

  /// The joined parts when they are trained first.
  package func beginning(
    _ data: TrainingData, options: TrainingOptions
  ) throws -> (network: CollaborativeNetwork, rule: CollaborativeRule) {
    guard pretrain else { return (try drawn(data, options: options), .adam(settings.learningRate)) }
    var settings = settings
    settings.epochs = pretrainEpochs
    func part(_ algorithm: some CollaborativeAlgorithm, seed: UInt64) throws -> CollaborativeNetwork {
      var options = options
      options.seed = options.seed &+ seed
      // The figure on validation data chooses the epochs of the whole.
      options.stopping = nil
      if let progress = options.progress {
        let name = type(of: algorithm).name
        options.progress = { report in
          var report = report
          report.stage = "\(name) \(report.stage)"
          progress(report)
        }
      }
      guard let model = try algorithm.train(data, options: options) as? CollaborativeModel else {
        preconditionFailure("a model of another kind")
      }
      return model.network
    }
    var productSettings = settings
    productSettings.l2 = productL2
    let product = try part(GMF(dimension: dimension, settings: productSettings), seed: 1)
    let deep = try part(MLP(dimension: dimension, hiddenLayers: hiddenLayers, settings: settings), seed: 2)
    return (CollaborativeNetwork(joining: product, deep, alpha: alpha), .sgd(tuningRate))
  }
}
