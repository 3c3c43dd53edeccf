extension RowOptimizer {
  /// The first setting outside its range: "learningRate: expected a positive number, found 0"; nil for none.
  var fault: String? {
    switch self {
    case .sgd(let rule): Self.positive("learningRate", rule.learningRate)
    case .adaGrad(let rule):
      Self.positive("learningRate", rule.learningRate)
        ?? Self.notNegative("initialAccumulator", rule.initialAccumulator)
        ?? Self.positive("epsilon", rule.epsilon)
    case .adam(let rule):
      Self.positive("learningRate", rule.learningRate) ?? Self.memory("beta1", rule.beta1)
        ?? Self.memory("beta2", rule.beta2) ?? Self.positive("epsilon", rule.epsilon)
    case .ftrl(let rule):
      Self.positive("learningRate", rule.learningRate) ?? Self.notNegative("beta", rule.beta)
        ?? Self.notNegative("l1", rule.l1) ?? Self.notNegative("l2", rule.l2)
        ?? Self.notNegative("initialAccumulator", rule.initialAccumulator)
    }
  }

  static func positive(_ name: String, _ value: Float) -> String? {
    value > 0 && value.isFinite ? nil : "\(name): expected a positive number, found \(value)"
  }

  static func notNegative(_ name: String, _ value: Float) -> String? {
    value >= 0 && value.isFinite ? nil : "\(name): expected a number of 0 or more, found \(value)"
  }

  private static func memory(_ name: String, _ value: Float) -> String? {
    value >= 0 && value < 1 ? nil : "\(name): expected a number in 0..<1, found \(value)"
  }
}
