public import NeedletailCore

extension MatrixFactorization {
  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "mf",
    summary: "matrix factorisation of ratings with biases (give --weight value)",
    paper: """
      Koren, Bell and Volinsky, Matrix factorization techniques for recommender systems, IEEE Computer 2009; \
      Zhou, Wilkinson, Schreiber and Pan, Large-scale parallel collaborative filtering for the Netflix prize, \
      AAIM 2008
      """,
    hyperparameters: [
      FactorDeclarations.dimension(100, search: .logarithmicIntegers(8...256)),
      FactorDeclarations.epochs(20, search: .logarithmicIntegers(5...100)),
      FactorDeclarations.learningRate(0.005, search: .logarithmic(0.001...0.05)),
      Hyperparameter(
        "l2", .number(default: 0.02, 0...1e6), aliases: ["regularization", "reg", "reg_all", "lambda"],
        search: .logarithmic(0.003...0.3), "regularisation λ of biases and vectors, a rating"),
      Hyperparameter(
        "l2Scaling", .choice(default: Scaling.weighted.rawValue, Scaling.allCases.map(\.rawValue)),
        "with solver=als: λ counts a rating (weighted, ALS-WR) or a row (plain)"),
      Hyperparameter("biased", .flag(default: true), "whether μ, b_u and b_i are part of the model"),
      FactorDeclarations.initialScale(0.1),
      Hyperparameter(
        "solveUsers", .flag(default: false), search: .values([.flag(false), .flag(true)]),
        "whether gradient descent ends with solving every user in closed form, as strangers are"),
      Hyperparameter(
        "solver", .choice(default: Solver.sgd.rawValue, Solver.allCases.map(\.rawValue)),
        "gradient descent, or alternating least squares"),
      Parallelism.declaration,
    ],
    memoryFormula: """
      8·(users + 2·items)·d' + 28·interactions + 24·users + 16·items with d' the dimension + 2 rounded up to 16; \
      solver=als adds threads·4·(m² + 131·m + 2·d' + 16), with m the smaller of d' and the longest row
      """)

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      dimension: values.integer("dimension"), epochs: values.integer("epochs"),
      learningRate: values.number("learningRate"), l2: values.number("l2"),
      l2Scaling: AlgorithmDescriptor.choice(values, "l2Scaling"), biased: values.flag("biased"),
      initialScale: values.number("initialScale"), solveUsers: values.flag("solveUsers"),
      solver: AlgorithmDescriptor.choice(values, "solver"),
      parallelism: AlgorithmDescriptor.choice(values, "parallelism"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "dimension": .integer(dimension), "epochs": .integer(epochs), "learningRate": .number(learningRate),
      "l2": .number(l2), "l2Scaling": .choice(l2Scaling.rawValue), "biased": .flag(biased),
      "initialScale": .number(initialScale), "solveUsers": .flag(solveUsers),
      "solver": .choice(solver.rawValue),
      "parallelism": .choice(parallelism.rawValue),
    ])
  }
}
