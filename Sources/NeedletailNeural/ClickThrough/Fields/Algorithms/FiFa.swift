public import NeedletailCore
import NeedletailData
import NeedletailTensor

/// One network that is a factorisation machine or a perceptron by its activation alone (Almagor and Hoshen, RecSys 2022).
///
/// With x the concatenated vectors of f fields, k numbers each: ln(p / (1 − p)) = w·x + b + Σ_h D_h act(u_h·x + β_h) over
/// H = `factor`·f·k hidden units. Squares contain FM, FwFM and FmFM, rectified units are a perceptron with a linear skip,
/// GELU lies between. A known number of a numeric field becomes a vector by a small perceptron of its own.
///
/// Labels of C > 2 classes have a logit each: w and D are matrices of C columns, b has C numbers, and the loss is −ln of the
/// softmax at the label's class. Candidates are then ranked by the expected class (`ClassPredictor`).
public struct FiFa: FieldAlgorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "fifa",
    summary:
      "A network that its activation makes a factorisation machine, a perceptron or both; also for labels of several classes.",
    paper:
      "Almagor and Hoshen, You Say Factorization Machine, I Say Neural Network: It's All in the Activation, RecSys 2022",
    hyperparameters: FieldHyperparameters.vectors(scale: 0.1) + [
      Hyperparameter(
        "activation", .choice(default: "gelu", ["quad", "relu", "quad-relu", "gelu"]),
        search: .values(["quad", "relu", "quad-relu", "gelu"].map { .choice($0) }),
        "the function of hidden units"),
      Hyperparameter(
        "factor", .number(default: 1, 0.01...1000), aliases: ["final_dim_factor"], search: .numbers(0.5...8),
        "hidden units for each number of the fields' vectors"),
      Hyperparameter(
        "dropout", .number(default: 0.5, 0...0.99), search: .numbers(0...0.6),
        "the share of hidden units left out of a step"),
      Hyperparameter(
        "inputDropout", .number(default: 0.1, 0...0.99), search: .numbers(0...0.4),
        "the share of the numbers of vectors that a step leaves out before the hidden layer"),
      Hyperparameter(
        "gain", .number(default: 5, 1e-9...1000), search: .logarithmic(0.5...8),
        "what first U and D by Glorot's rule are multiplied by: units begin as squares with little, rectified with much"
      ),
      Hyperparameter(
        "numericHidden", .integer(default: 100, 1...65536), aliases: ["num_dim"],
        "hidden units of the perceptron that makes a vector of a number"),
      FieldHyperparameters.denseL2(0),
    ] + FieldHyperparameters.training(learningRate: 0.02),
    memoryFormula:
      "24·k·(u + n) bytes for vectors of k numbers, u users and n items, as much for each value of another field, and "
      + "24·factor·(f·k)² for f fields; for c > 2 classes 24·c·(1 + factor)·f·k more")

  /// The hyper-parameters.
  public let hyperparameters: HyperparameterValues

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { hyperparameters = values }

  var design: FieldDesign {
    hyperparameters.vectorDesign(l2Dense: hyperparameters.number("l2Dense"), hasWeights: false)
  }

  static var learnsClasses: Bool { true }

  func network(_ space: FieldSpace) -> FieldNetwork.Design {
    let values = hyperparameters
    let outputs = space.classCount > 2 ? space.classCount : 1
    let k = design.dimension
    let inputs = space.fields.count * k
    // Even, so that both halves of quad-relu have as many units.
    let units = max(2, Int((values.number("factor") * Double(inputs) / 2).rounded()) * 2)
    let activation = FieldActivation(rawValue: values.choice("activation")) ?? .gelu
    var network = FieldNetwork.Design(
      fields: space.fields.count, dimension: k,
      towers: [
        FieldTower.Design(sizes: [inputs, outputs], activation: .identity, hasOutputBias: false),
        FieldTower.Design(
          sizes: [inputs, units, outputs], activation: activation, hasOutputBias: false,
          inputDropout: values.number("inputDropout"), dropout: values.number("dropout"),
          gain: values.number("gain")),
      ],
      numeric: space.numeric.isEmpty
        ? nil
        : .init(
          tower: FieldTower.Design(sizes: [1, values.integer("numericHidden"), k], activation: .relu),
          fields: space.numeric))
    network.outputs = outputs
    return network
  }
}
