import Glibc
import NeedletailCore
import NeedletailMath

/// The tree-structured Parzen estimator: draws where good trials are dense and others are not.
///
/// Outcomes are split at a quantile into good ones and the rest; each group becomes a density, a mixture with one
/// kernel a trial over all axes at once and a uniform part; of several draws from the good density the one with
/// the greatest ratio of both densities is tried (Bergstra, Bardenet, Bengio and Kégl, NeurIPS 2011). Kernels are
/// Gaussians cut at the ends of an axis, in positions from 0 to 1, or a mixture of "the same" and "any" over a
/// list. Trials of a batch that have no outcome yet count among the rest, which spreads the batch.
public struct ParzenSearch: SearchStrategy {
  private let space: SearchSpaceDefinition
  private let seed: UInt64
  private let random: RandomSearch

  /// A search that starts with random points.
  public init(_ space: SearchSpaceDefinition, seed: UInt64) {
    self.space = space
    self.seed = seed
    random = RandomSearch(space, seed: seed)
  }

  /// Points between two questions.
  private static let batch = 4
  /// Draws from the good density of which the best is tried.
  private static let draws = 32

  /// Random points before the first estimate.
  private var warmUp: Int { max(8, 4 * ((space.axes.count + 1) / 2)) }

  /// The next points.
  public func next(after outcomes: [SearchOutcome]) -> [Suggestion] {
    var tried = Set(outcomes.map(\.suggestion.specification))
    var suggestions: [Suggestion] = []
    for number in outcomes.count..<outcomes.count + Self.batch {
      let isEstimated = outcomes.count >= warmUp
      let specification =
        isEstimated
        ? draw(number, outcomes, pending: suggestions, notIn: tried) : random.draw(number, notIn: tried)
      guard let specification else { continue }
      tried.insert(specification)
      suggestions.append(Suggestion(specification, stage: isEstimated ? "estimated" : "random"))
    }
    return suggestions
  }

  private func draw(
    _ number: Int, _ outcomes: [SearchOutcome], pending: [Suggestion], notIn tried: Set<ModelSpecification>
  ) -> ModelSpecification? {
    let ranked = outcomes.enumerated().sorted { a, b in
      let (x, y) = (a.element.worth ?? -.infinity, b.element.worth ?? -.infinity)
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
    let succeeded = ranked.count { $0.worth != nil }
    let goodCount = max(1, min(25, Int((0.2 * Double(succeeded)).rounded(.up))))
    guard succeeded > 0 else { return random.draw(number, notIn: tried) }
    let good = density(ranked.prefix(goodCount).map(\.suggestion))
    let rest = density(ranked.dropFirst(goodCount).map(\.suggestion) + pending)
    var stream = RandomStream(seed: seed, purpose: RandomSearch.RandomPurpose.estimators, row: number)
    var best: (specification: ModelSpecification, ratio: Double)?
    for _ in 0..<Self.draws {
      let point = good.draw(&stream)
      let values = zip(space.axes, point).map { $0.value(at: $1) }
      guard let specification = try? space.specification(values), !tried.contains(specification) else {
        continue
      }
      let ratio = good.logDensity(at: point) - rest.logDensity(at: point)
      if ratio > best?.ratio ?? -.infinity { best = (specification, ratio) }
    }
    return best?.specification ?? random.draw(number, notIn: tried)
  }

  private func density(_ suggestions: [Suggestion]) -> ParzenDensity {
    ParzenDensity(
      points: suggestions.map { suggestion in
        zip(space.axes, space.values(of: suggestion.specification)).map { $0.position(of: $1) }
      }, choices: space.axes.map { $0.choices?.count })
  }

  /// "tpe".
  public var description: String { "tpe" }
}
