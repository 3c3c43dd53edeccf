import NeedletailCore
import NeedletailMath

/// The search for the weights that give the greatest NDCG: one model's share after the other, on the simplex.
struct BlendSearch {
  let examples: BlendExamples
  /// The number of models.
  let models: Int

  /// Shares that are tried before the best of them is refined.
  private static let grid = 10
  /// Steps of the golden section around the best share.
  private static let refinements = 8

  /// The best weights found, which add up to one, and their NDCG.
  ///
  /// Starts from even weights and from each model alone, whichever is best; a share moves while all others keep
  /// their proportions. Ends when a round over all models gains less than 10⁻⁵, or after ten.
  /// - Throws: `CancelledError`.
  /// - Complexity: some 20 evaluations of all examples a model and round.
  func best(_ options: TrainingOptions) throws -> (weights: [Double], ndcg: Double) {
    func ndcg(_ weights: [Double]) throws -> Double {
      try options.cancellation?.check()
      return examples.ndcg(weights, pool: options.pool)
    }
    var weights = [Double](repeating: 1 / Double(models), count: models)
    var value = try ndcg(weights)
    for model in 0..<models {
      let alone = (0..<models).map { $0 == model ? 1.0 : 0 }
      let found = try ndcg(alone)
      if found > value { (weights, value) = (alone, found) }
    }
    for _ in 0..<10 {
      let before = value
      for model in 0..<models {
        let base = weights
        let (share, found) = try Self.maximum { try ndcg(Self.moved(base, model, to: $0)) }
        if found > value { (weights, value) = (Self.moved(base, model, to: share), found) }
      }
      if value - before < 1e-5 { break }
    }
    return (weights, value)
  }

  /// Weights with one share set, the others in their proportions, or even when they had none.
  static func moved(_ weights: [Double], _ model: Int, to share: Double) -> [Double] {
    let rest = weights.enumerated().reduce(0.0) { $1.offset == model ? $0 : $0 + $1.element }
    return weights.enumerated().map { other, weight in
      if other == model { return share }
      return (1 - share) * (rest > 0 ? weight / rest : 1 / Double(weights.count - 1))
    }
  }

  /// Where a function on 0...1 is greatest: the best of a grid, then the golden section between its neighbours.
  static func maximum(_ function: (Double) throws -> Double) rethrows -> (argument: Double, value: Double) {
    var best = (argument: 0.0, value: try function(0))
    for step in 1...grid {
      let argument = Double(step) / Double(grid)
      let value = try function(argument)
      if value > best.value { best = (argument, value) }
    }
    let golden = (5.0.squareRoot() - 1) / 2
    var low = max(0, best.argument - 1 / Double(grid))
    var high = min(1, best.argument + 1 / Double(grid))
    var left = high - golden * (high - low)
    var right = low + golden * (high - low)
    var values = (left: try function(left), right: try function(right))
    for _ in 0..<refinements {
      if values.left >= values.right {
        (high, right, values.right) = (right, left, values.left)
        left = high - golden * (high - low)
        values.left = try function(left)
      } else {
        (low, left, values.left) = (left, right, values.right)
        right = low + golden * (high - low)
        values.right = try function(right)
      }
      for (argument, value) in [(left, values.left), (right, values.right)] where value > best.value {
        best = (argument, value)
      }
    }
    return best
  }
}
