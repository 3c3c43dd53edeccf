public import NeedletailCore

/// A perceptron over the vectors of user and item side by side, in place of their product.
///
/// With `dimension` d and `hiddenLayers` L the vectors are 2ᴸ⁻¹ d long and the hidden layers, of relu, 2ᴸ⁻¹ d, …, 2d, d
/// wide; three layers are the sizes of the authors' program, two those of the paper's text. Loss, negatives and paper
/// are those of `GMF`.
///
/// Training needs LibTorch; a fitted model answers without it. Scores are logits.
public struct MLP: CollaborativeAlgorithm {
  /// The width of the last hidden layer.
  public let dimension: Int
  /// Hidden layers.
  public let hiddenLayers: Int
  /// How it is trained, and how strangers are folded in.
  public let settings: CollaborativeSettings

  /// A value of hyper-parameters.
  ///
  /// - Precondition: every value lies in the range that `descriptor` declares.
  public init(dimension: Int = 32, hiddenLayers: Int = 2, settings: CollaborativeSettings = MLP.defaults) {
    precondition(
      (1...512).contains(dimension) && (1...4).contains(hiddenLayers),
      "dimension \(dimension), hiddenLayers \(hiddenLayers)")
    self.dimension = dimension
    self.hiddenLayers = hiddenLayers
    self.settings = settings
  }

  /// Settings that suit it.
  public static let defaults = CollaborativeSettings()

  package var shape: CollaborativeShape { CollaborativeShape(layers: hiddenLayers, factors: dimension) }

  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "mlp", summary: "a perceptron over the vectors of user and item, in place of their product",
    paper: CollaborativeDeclarations.paper,
    hyperparameters: [CollaborativeDeclarations.factors, CollaborativeDeclarations.hiddenLayers]
      + defaults.declarations(), memoryFormula: formula)

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      dimension: values.integer("dimension"), hiddenLayers: values.integer("hiddenLayers"),
      settings: CollaborativeSettings(values))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(
      settings.values.merging(["dimension": .integer(dimension), "hiddenLayers": .integer(hiddenLayers)]) {
        $1
      })
  }
}
