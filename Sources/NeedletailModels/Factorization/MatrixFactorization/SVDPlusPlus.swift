public import NeedletailCore

/// SVD++: matrix factorisation of ratings in which a user is also what the user rated,
/// r̂ = μ + b_u + b_i + ⟨q_i, p_u + n_u^(-1/2) Σ_j y_j⟩.
///
/// The sum runs over the items that the user rated in training, whatever the ratings; so strangers are known by
/// their items at once, and p_u is folded in (Koren, Factorization meets the neighborhood, KDD 2008). Give
/// `--weight value`. Predictions are clipped to the range of the training ratings.
///
/// ```swift
/// let model = try SVDPlusPlus(dimension: 20).train(TrainingData(log: log, weighting: .value))
/// ```
public struct SVDPlusPlus: Algorithm {
  /// The length of the vectors.
  public let dimension: Int
  /// Passes over the ratings.
  public let epochs: Int
  /// η.
  public let learningRate: Double
  /// λ, a rating.
  public let l2: Double
  /// The deviation of the items' initial elements.
  public let initialScale: Double
  /// Whether gradient descent ends with solving every user in closed form, as strangers are.
  public let solveUsers: Bool
  /// How users are visited side by side.
  public let parallelism: Parallelism

  /// A value of hyper-parameters.
  ///
  /// - Precondition: every value lies in the range that `descriptor` declares.
  public init(
    dimension: Int = 20, epochs: Int = 20, learningRate: Double = 0.007, l2: Double = 0.02,
    initialScale: Double = 0.1, solveUsers: Bool = false, parallelism: Parallelism = .deterministic
  ) {
    precondition((1...2048).contains(dimension) && epochs >= 1, "dimension \(dimension), epochs \(epochs)")
    precondition(learningRate > 0 && l2 >= 0, "learningRate \(learningRate), l2 \(l2)")
    self.dimension = dimension
    self.epochs = epochs
    self.learningRate = learningRate
    self.l2 = l2
    self.initialScale = initialScale
    self.solveUsers = solveUsers
    self.parallelism = parallelism
  }

  /// How strangers are folded in by a model of so many epochs.
  func foldIn(epochs: Int) -> RatingFoldIn {
    RatingFoldIn(dimension: dimension, perRating: l2, constant: 1 / (learningRate * Double(epochs)))
  }
}

extension SVDPlusPlus {
  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "svd++",
    summary: "matrix factorisation of ratings that also knows a user by what was rated (give --weight value)",
    paper:
      "Koren, Factorization meets the neighborhood: a multifaceted collaborative filtering model, KDD 2008",
    hyperparameters: [
      FactorDeclarations.dimension(20, search: .logarithmicIntegers(8...128)),
      FactorDeclarations.epochs(20, search: .logarithmicIntegers(5...100)),
      FactorDeclarations.learningRate(0.007, search: .logarithmic(0.001...0.03)),
      Hyperparameter(
        "l2", .number(default: 0.02, 0...1e6), aliases: ["regularization", "reg", "reg_all", "lambda"],
        search: .logarithmic(0.003...0.3), "regularisation λ of biases and vectors, a rating"),
      FactorDeclarations.initialScale(0.1),
      Hyperparameter(
        "solveUsers", .flag(default: false), search: .values([.flag(false), .flag(true)]),
        "whether gradient descent ends with solving every user in closed form, as strangers are"),
      Parallelism.declaration,
    ],
    memoryFormula: """
      8·(users + 2·items)·d' + 4·items·d' + 16·users + 16·items + 4·w·d' with d' the dimension + 2 rounded up to \
      16 and w the ratings of 256 users
      """)

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      dimension: values.integer("dimension"), epochs: values.integer("epochs"),
      learningRate: values.number("learningRate"), l2: values.number("l2"),
      initialScale: values.number("initialScale"), solveUsers: values.flag("solveUsers"),
      parallelism: AlgorithmDescriptor.choice(values, "parallelism"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "dimension": .integer(dimension), "epochs": .integer(epochs), "learningRate": .number(learningRate),
      "l2": .number(l2), "initialScale": .number(initialScale), "solveUsers": .flag(solveUsers),
      "parallelism": .choice(parallelism.rawValue),
    ])
  }
}
