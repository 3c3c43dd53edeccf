import Glibc
public import NeedletailCore

/// Many cheap trials, of which the best third goes on with three times the resource, and so on (Jamieson and
/// Talwalkar, AISTATS 2016).
///
/// The resource is epochs where the algorithm has them, else the share of the training users that it is fitted
/// on. Every rung is fitted from the start.
public struct SuccessiveHalving: SearchStrategy {
  /// What each rung gets more of than the one before, and the share that survives it.
  public static let factor = 3

  /// A rung: how many trials, at which part of the full resource.
  public struct Rung: Sendable, Hashable {
    /// Trials.
    public var count: Int
    /// The divisor of the full resource: 9, 3, 1.
    public var divisor: Int
  }

  /// The rungs, cheapest first.
  public let rungs: [Rung]
  private let space: SearchSpaceDefinition
  private let random: RandomSearch
  /// The full number of epochs; nil when the resource is users.
  private let epochs: Int?

  /// A halving within a budget.
  ///
  /// - Parameter trials: all trials of all rungs together, at most.
  /// - Throws: `SpecificationError` when the space has an axis of epochs, which this strategy decides.
  public init(_ space: SearchSpaceDefinition, seed: UInt64, trials: Int) throws(SpecificationError) {
    guard !space.axes.contains(where: { $0.name == "epochs" }) else {
      throw SpecificationError(
        "halving decides the epochs; give their greatest number in the model, not a space")
    }
    if case .integer(let epochs) = space.base.algorithm.hyperparameters.values["epochs"] {
      self.epochs = epochs
    } else {
      epochs = nil
    }
    self.space = space
    random = RandomSearch(space, seed: seed)
    rungs = Self.plan(trials: trials, largestDivisor: epochs ?? 9)
  }

  /// The rungs of a budget: as many as four, whose divisors stay within a bound, of which the last has at least
  /// one trial; the first is as large as the budget allows.
  static func plan(trials: Int, largestDivisor: Int) -> [Rung] {
    var levels = 1
    var divisor = factor
    while levels < min(4, trials), divisor <= largestDivisor {
      levels += 1
      divisor *= factor
    }
    func sizes(_ first: Int) -> [Int] {
      var sizes = [first]
      for _ in 1..<levels { sizes.append(max(1, sizes[sizes.count - 1] / factor)) }
      return sizes
    }
    var first = 1
    while sizes(first + 1).reduce(0, +) <= trials { first += 1 }
    return sizes(first).enumerated().map { level, count in
      Rung(count: count, divisor: (level..<levels - 1).reduce(1) { divisor, _ in divisor * factor })
    }
  }

  /// The next rung; a small space, and failures, give it fewer points than planned.
  public func next(after outcomes: [SearchOutcome]) -> [Suggestion] {
    guard let last = outcomes.last?.suggestion.stage else { return first() }
    guard let level = rungs.indices.first(where: { Self.stage($0) == last }), level + 1 < rungs.count else {
      return []
    }
    return survivors(
      outcomes.filter { $0.suggestion.stage == last }, rungs[level + 1], level: level + 1)
  }

  private static func stage(_ level: Int) -> String { "rung \(level + 1)" }

  private func first() -> [Suggestion] {
    var tried: Set<ModelSpecification> = []
    return (0..<rungs[0].count).compactMap { number in
      guard let specification = random.draw(number, notIn: tried) else { return nil }
      tried.insert(specification)
      return suggestion(specification, rungs[0], level: 0)
    }
  }

  private func survivors(
    _ outcomes: [SearchOutcome], _ rung: Rung, level: Int
  ) -> [Suggestion] {
    let ranked = outcomes.filter { $0.worth != nil }.enumerated().sorted { a, b in
      let (x, y) = (a.element.worth ?? 0, b.element.worth ?? 0)
      return x == y ? a.offset < b.offset : x > y
    }
    return ranked.prefix(rung.count).compactMap {
      suggestion($0.element.suggestion.specification, rung, level: level)
    }
  }

  private func suggestion(_ specification: ModelSpecification, _ rung: Rung, level: Int) -> Suggestion? {
    guard let epochs else {
      return Suggestion(specification, share: 1 / Double(rung.divisor), stage: Self.stage(level))
    }
    let reduced = HyperparameterValue.integer(max(1, epochs / rung.divisor))
    guard let algorithm = try? specification.algorithm.setting(["epochs": reduced]) else { return nil }
    return Suggestion(ModelSpecification(algorithm), stage: Self.stage(level))
  }

  /// What the rungs cost, in fits with the full resource.
  public var cost: Double { rungs.reduce(0) { $0 + Double($1.count) / Double($1.divisor) } }

  /// "halving of epochs, 27 + 9 + 3 + 1".
  public var description: String {
    "halving of \(epochs == nil ? "users" : "epochs"), "
      + rungs.map { "\($0.count)" }.joined(separator: " + ")
  }
}
