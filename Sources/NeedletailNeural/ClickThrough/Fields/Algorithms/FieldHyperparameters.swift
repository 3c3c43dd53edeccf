import NeedletailCore
import NeedletailData
import NeedletailTensor

/// Hyper-parameters that models over fields share.
enum FieldHyperparameters {
  /// How long and in which steps a model is trained.
  static func training(epochs: Int = 30, batchSize: Int = 1024, learningRate: Double = 0.005)
    -> [Hyperparameter]
  {
    [
      Hyperparameter(
        "epochs", .integer(default: epochs, 1...100_000),
        aliases: ["iterations", "n_epochs", "train_epochs"],
        search: .logarithmicIntegers(5...50), "passes over the examples at most"),
      Hyperparameter(
        "batchSize", .integer(default: batchSize, 1...1_000_000),
        aliases: ["batch_size", "train_batch_size"],
        search: .logarithmicIntegers(256...8192), "examples of a step"),
      Hyperparameter(
        "learningRate", .number(default: learningRate, 1e-9...10), aliases: ["lr", "learning_rate"],
        search: .logarithmic(0.0003...0.03), "the size of a step"),
      Hyperparameter(
        "plateau", .number(default: 1, 0.001...1),
        "the learning rate is multiplied by it after an epoch whose loss is no better; 1 for never"),
      Hyperparameter(
        "negatives", .integer(default: 4, 1...1000), aliases: ["num_neg", "num_negatives"],
        search: .logarithmicIntegers(1...16), isOfLogs: true,
        "items drawn against each pair of a log; examples have their own"),
      Hyperparameter(
        "rejectKnown", .flag(default: true), "whether items that the user has are never drawn"),
    ]
  }

  /// The vectors of rows.
  static func vectors(dimension: Int = 16, l2: Double = 0.0001, scale: Double = 0.01) -> [Hyperparameter] {
    [
      Hyperparameter(
        "dimension", .integer(default: dimension, 1...4096),
        aliases: ["factors", "embedding_size", "embedding_dim"],
        search: .logarithmicIntegers(4...64), "numbers of the vector of each value"),
      Hyperparameter(
        "l2", .number(default: l2, 0...1000),
        aliases: ["regularization", "reg", "weight_decay", "embedding_regularizer"],
        search: .logarithmic(1e-7...1e-1),
        "l2/2·|v|² is added to the loss of a step for each vector and weight that the step reads"),
      Hyperparameter(
        "initialScale", .number(default: scale, 1e-9...1000), aliases: ["init_std", "stddev"],
        search: .logarithmic(0.001...0.3), "deviation of first vectors"),
    ]
  }

  /// A multilayer perceptron.
  static func perceptron(hidden: String = "100-100", dropout: Double = 0.5, l2: Double = 0)
    -> [Hyperparameter]
  {
    [
      Hyperparameter(
        "hidden", .text(default: hidden), aliases: ["hidden_units", "mlp_hidden_size"],
        "units of the hidden layers, joined by '-'"),
      Hyperparameter(
        "dropout", .number(default: dropout, 0...0.99), aliases: ["dropout_prob", "net_dropout"],
        search: .numbers(0...0.6), "the share of hidden units left out of a step"),
      Hyperparameter(
        "batchNorm", .flag(default: false), aliases: ["batch_norm"],
        search: .values([.flag(false), .flag(true)]), "whether hidden units are normalised over a batch"),
      denseL2(l2),
    ]
  }

  /// The penalty on what is no row.
  static func denseL2(_ l2: Double) -> Hyperparameter {
    Hyperparameter(
      "l2Dense", .number(default: l2, 0...1000), aliases: ["net_regularizer", "l2_r"],
      search: .logarithmic(1e-8...1e-2),
      "l2Dense/2·|w|² of all of the network's parameters is added to the loss")
  }

  /// Crosses of fields.
  static let crosses = [
    Hyperparameter(
      "crosses", .text(default: ""), aliases: ["cross_columns"],
      "pairs of fields that have a weight for each pair of their values: user*item+user*day, or all; none if blank"
    ),
    Hyperparameter(
      "crossBits", .integer(default: 18, 1...28), aliases: ["hash_bits"],
      "the rows of crosses are so many as 2 to this power"),
  ]
}

extension HyperparameterValues {
  /// How a log gets negatives.
  var negatives: NegativeSampling {
    NegativeSampling(perPositive: integer("negatives"), rejectsKnown: flag("rejectKnown"))
  }

  /// The training that all have, with Adam for what is no row.
  ///
  /// - Parameter l2: on what is no row.
  func design(l2Dense: Double = 0) -> FieldDesign {
    FieldDesign(
      rule: Adam(learningRate: number("learningRate"), l2: l2Dense), epochs: integer("epochs"),
      batchSize: integer("batchSize"), negatives: negatives, plateau: number("plateau"))
  }

  /// Adam for rows, with the common rate and penalty.
  ///
  /// - Parameter scale: of first numbers; nil for zeros.
  func adamTable(scale: Double?) -> FieldDesign.Table {
    FieldDesign.Table(
      rule: .adam(.init(learningRate: Float(number("learningRate")))), l2: Float(number("l2")),
      scale: scale.map { Float($0) })
  }

  /// A design with vectors and, if asked for, weights, both by Adam.
  func vectorDesign(l2Dense: Double = 0, hasWeights: Bool = true) -> FieldDesign {
    var design = design(l2Dense: l2Dense)
    design.dimension = integer("dimension")
    design.vectors = adamTable(scale: number("initialScale"))
    if hasWeights { design.weights = adamTable(scale: nil) }
    return design
  }

  /// The multilayer perceptron over some fields.
  func perceptron(_ space: FieldSpace) -> FieldTower.Design {
    FieldTower.Design(
      sizes: [space.fields.count * integer("dimension")] + (HiddenUnits(choice("hidden"))?.sizes ?? []) + [1],
      activation: .relu, dropout: number("dropout"), hasBatchNorm: flag("batchNorm"))
  }

  /// Refuses hidden layers that are none.
  ///
  /// - Throws: `SpecificationError`.
  func checkHidden() throws {
    guard HiddenUnits(choice("hidden")) != nil else {
      throw SpecificationError(
        "hidden=\(choice("hidden")): expected numbers of 1 to 65536 joined by '-', as in 400-200")
    }
  }
}

/// "400-200".
private struct HiddenUnits {
  let sizes: [Int]

  init?(_ text: String) {
    let sizes = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sizes.allSatisfy({ (1...65536).contains($0) }) else { return nil }
    self.sizes = sizes
  }
}
