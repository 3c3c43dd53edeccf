import NeedletailCore

/// Declarations that models trained by gradient steps share.
enum FactorDeclarations {
  /// The length of the vectors.
  static func dimension(_ value: Int, search: SearchSpace) -> Hyperparameter {
    Hyperparameter(
      "dimension", .integer(default: value, 1...2048),
      aliases: [
        "factors", "rank", "no_components", "n_components", "embedding_size", "n_factors", "features",
      ],
      search: search, "length of the vectors")
  }

  /// Passes over the data.
  static func epochs(_ value: Int, search: SearchSpace) -> Hyperparameter {
    Hyperparameter(
      "epochs", .integer(default: value, 1...100_000),
      aliases: ["iterations", "n_epochs", "train_epochs", "maxIter"], search: search, "passes over the data")
  }

  /// The size of a step.
  static func learningRate(_ value: Double, search: SearchSpace) -> Hyperparameter {
    Hyperparameter(
      "learningRate", .number(default: value, 1e-9...10), aliases: ["lr", "lr_all", "learning_rate"],
      search: search, "size of a step")
  }

  /// The deviation of initial elements.
  static func initialScale(_ value: Double) -> Hyperparameter {
    Hyperparameter(
      "initialScale", .number(default: value, 1e-9...1e3), aliases: ["init_std_dev", "init_std", "stddev"],
      "deviation of the items' initial vectors; users begin at zero")
  }
}

extension AlgorithmDescriptor {
  /// A named choice as a case of an enumeration.
  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ values: HyperparameterValues, _ name: String
  ) -> Choice {
    guard let choice = Choice(rawValue: values.choice(name)) else {
      preconditionFailure("'\(name)' was checked")
    }
    return choice
  }
}
