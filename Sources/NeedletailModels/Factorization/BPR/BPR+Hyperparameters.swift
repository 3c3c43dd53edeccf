public import NeedletailCore

extension BPR {
  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "bpr",
    summary: "matrix factorisation that ranks what a user chose above what the user did not",
    paper: """
      Rendle, Freudenthaler, Gantner and Schmidt-Thieme, BPR: Bayesian personalized ranking from implicit \
      feedback, UAI 2009
      """,
    hyperparameters: [
      FactorDeclarations.dimension(64, search: .logarithmicIntegers(16...256)),
      FactorDeclarations.epochs(50, search: .logarithmicIntegers(20...500)),
      FactorDeclarations.learningRate(0.05, search: .logarithmic(0.005...0.2)),
      Hyperparameter(
        "learningRateDecay", .number(default: 1, 0.01...1), search: .numbers(0.9...1),
        "what the size of a step is multiplied by after every epoch"),
      Hyperparameter(
        "l2", .number(default: 0.0025, 0...1e3), aliases: ["regularization", "reg", "lambda"],
        search: .logarithmic(0.0003...0.05), "regularisation of users and observed items, a step"),
      Hyperparameter(
        "l2Negative", .number(default: 0.0025, 0...1e3), aliases: ["neg_reg"],
        search: .logarithmic(0.0003...0.05), "regularisation of drawn items, a step"),
      Hyperparameter("itemBias", .flag(default: true), aliases: ["bias"], "whether items have a bias"),
      Hyperparameter(
        "l2Bias", .number(default: 0, 0...1e3), aliases: ["bias_reg"], "regularisation of biases, a step"),
      Hyperparameter(
        "draws", .integer(default: 1, 1...1000), aliases: ["negatives"],
        search: .values([.integer(1), .integer(2), .integer(4), .integer(8)]),
        "items drawn for a step, of which the one that scores highest is taken"),
      FactorDeclarations.initialScale(0.1),
      Hyperparameter(
        "foldInEpochs", .integer(default: 30, 1...100_000), "passes over the items of a user not in training"),
      Parallelism.declaration,
    ],
    memoryFormula: """
      8·(users + 2·items)·d' + 16·interactions + 12·users + 9·items with d' the dimension + 1 rounded up to 16
      """)

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      dimension: values.integer("dimension"), epochs: values.integer("epochs"),
      learningRate: values.number("learningRate"),
      learningRateDecay: values.number("learningRateDecay"), l2: values.number("l2"),
      l2Negative: values.number("l2Negative"), itemBias: values.flag("itemBias"),
      l2Bias: values.number("l2Bias"), draws: values.integer("draws"),
      initialScale: values.number("initialScale"), foldInEpochs: values.integer("foldInEpochs"),
      parallelism: AlgorithmDescriptor.choice(values, "parallelism"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "dimension": .integer(dimension), "epochs": .integer(epochs), "learningRate": .number(learningRate),
      "learningRateDecay": .number(learningRateDecay),
      "l2": .number(l2), "l2Negative": .number(l2Negative), "itemBias": .flag(itemBias),
      "l2Bias": .number(l2Bias), "draws": .integer(draws), "initialScale": .number(initialScale),
      "foldInEpochs": .integer(foldInEpochs), "parallelism": .choice(parallelism.rawValue),
    ])
  }
}
