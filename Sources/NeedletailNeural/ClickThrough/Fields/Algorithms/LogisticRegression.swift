public import NeedletailCore
import NeedletailData
import NeedletailTensor

/// Logistic regression over the values of fields and their crosses: a weight for each, by FTRL-proximal with L1, which
/// leaves weights that the examples do not speak for at exactly 0 (McMahan et al., KDD 2013), or by Adam.
///
/// FTRL is given the gradient of the sum of a batch's losses, so that `l1` counts in examples.
public struct LogisticRegression: FieldAlgorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "logistic",
    summary: "Logistic regression on fields and crosses of fields, sparse by FTRL-proximal.",
    paper: "McMahan et al., Ad Click Prediction: a View from the Trenches, KDD 2013",
    hyperparameters: FieldHyperparameters.training(learningRate: 0.1) + FieldHyperparameters.crosses + wide,
    memoryFormula: "28·(u + n) bytes for u users and n items, and 28 for each value of another field")

  /// How weights move, here and in the wide part of other models.
  static let wide = [
    Hyperparameter(
      "optimizer", .choice(default: "ftrl", ["ftrl", "adam"]), "how weights move: FTRL-proximal or Adam"),
    Hyperparameter(
      "l1", .number(default: 1, 0...1e6), search: .logarithmic(0.01...10),
      "FTRL's threshold: a weight stays 0 until so many examples speak for it"),
    Hyperparameter(
      "l2", .number(default: 0, 0...1e6), aliases: ["regularization", "reg"], search: .logarithmic(1e-7...10),
      "FTRL's shrinkage; with Adam l2/2·w² is added to a step's loss for each weight that it reads"),
  ]

  /// The hyper-parameters.
  public let hyperparameters: HyperparameterValues

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { hyperparameters = values }

  var design: FieldDesign {
    var design = hyperparameters.design()
    let rate = Float(hyperparameters.number("learningRate"))
    design.crosses = (hyperparameters.choice("crosses"), hyperparameters.integer("crossBits"))
    design.weights =
      hyperparameters.choice("optimizer") == "adam"
      ? hyperparameters.adamTable(scale: nil)
      : .init(
        rule: .ftrl(
          .init(
            learningRate: rate, l1: Float(hyperparameters.number("l1")),
            l2: Float(hyperparameters.number("l2")))),
        l2: 0, sumsLosses: true)
    return design
  }

  func network(_ space: FieldSpace) -> FieldNetwork.Design {
    FieldNetwork.Design(fields: space.fields.count, dimension: 0)
  }
}
