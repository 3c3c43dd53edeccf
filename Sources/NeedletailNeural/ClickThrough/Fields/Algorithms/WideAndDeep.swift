public import NeedletailCore
import NeedletailData
import NeedletailTensor

/// Weights of values and their crosses (the wide part, by FTRL-proximal with L1) and a multilayer perceptron on vectors
/// (the deep part, by Adam or AdaGrad), trained together on one logit (Cheng et al., DLRS 2016).
public struct WideAndDeep: FieldAlgorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "wide-deep",
    summary: "Sparse weights of values and crosses beside a multilayer perceptron, trained jointly.",
    paper: "Cheng et al., Wide & Deep Learning for Recommender Systems, DLRS 2016",
    hyperparameters: FieldHyperparameters.vectors() + FieldHyperparameters.perceptron()
      + FieldHyperparameters.training() + FieldHyperparameters.crosses + [
        Hyperparameter(
          "optimizer", .choice(default: "adam", ["adam", "adagrad"]), "how vectors and perceptron move"),
        Hyperparameter(
          "wideRate", .number(default: 0.05, 1e-9...10), search: .logarithmic(0.005...0.5),
          "FTRL's α, the step of the wide part"),
        Hyperparameter(
          "l1", .number(default: 1, 0...1e6), search: .logarithmic(0.01...100),
          "FTRL's threshold: a weight stays 0 until so many examples speak for it"),
        Hyperparameter(
          "wide", .flag(default: true), "whether there is a wide part; without it the perceptron stands alone"
        ),
      ],
    memoryFormula:
      "(24·k + 28)·(u + n) bytes for vectors of k numbers, u users and n items, as much for each value of another "
      + "field, 28·2^crossBits with crosses, and 24 for each parameter of the perceptron")

  /// The hyper-parameters.
  public let hyperparameters: HyperparameterValues

  /// From checked hyper-parameters.
  ///
  /// - Throws: `SpecificationError` for hidden layers that are none.
  public init(_ values: HyperparameterValues) throws {
    try values.checkHidden()
    hyperparameters = values
  }

  var design: FieldDesign {
    let values = hyperparameters
    var design = values.vectorDesign(l2Dense: values.number("l2Dense"), hasWeights: false)
    if values.choice("optimizer") == "adagrad" {
      let rate = values.number("learningRate")
      design.vectors?.rule = .adaGrad(.init(learningRate: Float(rate)))
      design.rule = AdaGrad(learningRate: rate, initialSum: 0.1)
    }
    guard values.flag("wide") else { return design }
    design.crosses = (values.choice("crosses"), values.integer("crossBits"))
    design.weights = .init(
      rule: .ftrl(.init(learningRate: Float(values.number("wideRate")), l1: Float(values.number("l1")))),
      l2: 0,
      sumsLosses: true)
    return design
  }

  func network(_ space: FieldSpace) -> FieldNetwork.Design {
    FieldNetwork.Design(
      fields: space.fields.count, dimension: design.dimension, towers: [hyperparameters.perceptron(space)])
  }
}
