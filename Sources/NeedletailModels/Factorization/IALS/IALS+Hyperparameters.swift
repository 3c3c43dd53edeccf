public import NeedletailCore

extension IALS {
  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "ials",
    summary: "implicit alternating least squares with frequency-scaled regularisation",
    paper: """
      Hu, Koren and Volinsky, Collaborative filtering for implicit feedback datasets, ICDM 2008; \
      Rendle, Krichene, Zhang and Koren, Revisiting the performance of iALS, RecSys 2022
      """,
    hyperparameters: [
      Hyperparameter(
        "dimension", .integer(default: 128, 1...8192),
        aliases: [
          "factors", "rank", "no_components", "n_components", "embedding_size", "n_factors", "features",
        ],
        search: .logarithmicIntegers(32...512), "length of the vectors"),
      Hyperparameter(
        "l2", .number(default: 0.003, 0...1e6), aliases: ["regularization", "reg", "lambda"],
        search: .logarithmic(0.0003...0.1), "regularisation λ of the paper"),
      Hyperparameter(
        "l2Exponent", .number(default: 1, 0...2), aliases: ["nu"],
        "growth of the regularisation with a row's weight; 0 is the classical ridge"),
      Hyperparameter(
        "l2Reference", .number(default: -1, -1...2), aliases: ["nu_reference"],
        "exponent that l2 is stated for (scale-free λ*: 1); negative takes l2 as it is"),
      Hyperparameter(
        "unobservedWeight", .number(default: 0.1, 1e-9...1e6), aliases: ["alpha0", "unobserved_weight"],
        search: .logarithmic(0.003...1), "weight α₀ of every pair; 1/α in libraries with confidence 1 + αr"),
      Hyperparameter(
        "initialScale", .number(default: 0.1, 1e-9...1e3), aliases: ["stddev", "init_std"],
        "deviation of initial vectors, times √dimension"),
      Hyperparameter(
        "epochs", .integer(default: 16, 1...100_000),
        aliases: ["iterations", "n_epochs", "train_epochs", "maxIter"], "passes over users and items"),
      Hyperparameter(
        "solver", .choice(default: Solver.exact.rawValue, Solver.allCases.map(\.rawValue)),
        "how rows are solved: exact, or block by block (iALS++)"),
      Hyperparameter(
        "blockSize", .integer(default: 32, 1...8192), aliases: ["block_size"],
        "dimensions moved at a time by solver=block and by foldInPasses"),
      Hyperparameter(
        "foldInPasses", .integer(default: 0, 0...1000),
        "passes over blocks of dimensions that find a new user's vector; 0 solves in closed form"),
    ],
    memoryFormula: """
      4·(users + 2·items)·d' + 8·interactions + 20·users + 20·items + 100·d² + threads·4·(m² + 130·m + \
      512·d'), with d' the dimension d rounded up to 16 and m the smaller of d' and the longest row; \
      solver=block adds 12·interactions
      """)

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) throws {
    self.init(
      dimension: values.integer("dimension"), l2: values.number("l2"),
      l2Exponent: values.number("l2Exponent"), l2Reference: values.number("l2Reference"),
      unobservedWeight: values.number("unobservedWeight"),
      initialScale: values.number("initialScale"), epochs: values.integer("epochs"),
      solver: Solver(rawValue: values.choice("solver")) ?? .exact, blockSize: values.integer("blockSize"),
      foldInPasses: values.integer("foldInPasses"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "dimension": .integer(dimension), "l2": .number(l2), "l2Exponent": .number(l2Exponent),
      "l2Reference": .number(l2Reference), "foldInPasses": .integer(foldInPasses),
      "unobservedWeight": .number(unobservedWeight), "initialScale": .number(initialScale),
      "epochs": .integer(epochs), "solver": .choice(solver.rawValue), "blockSize": .integer(blockSize),
    ])
  }
}
