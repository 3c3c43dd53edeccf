import NeedletailCore
import NeedletailMath

/// Points drawn evenly over the space: the baseline of all searches, and hard to beat over many axes (Bergstra
/// and Bengio, JMLR 2012).
public struct RandomSearch: SearchStrategy {
  private let space: SearchSpaceDefinition
  private let seed: UInt64

  /// A random search; every point has a random stream of its own.
  public init(_ space: SearchSpaceDefinition, seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  /// Points between two questions.
  private static let batch = 8

  /// The next points; none when a small space seems to be exhausted.
  public func next(after outcomes: [SearchOutcome]) -> [Suggestion] {
    let start = outcomes.count
    var tried = Set(outcomes.map(\.suggestion.specification))
    return (start..<start + Self.batch).compactMap { number in
      guard let specification = draw(number, notIn: tried) else { return nil }
      tried.insert(specification)
      return Suggestion(specification, stage: "random")
    }
  }

  /// The point of a trial; nil when a hundred draws gave nothing new.
  func draw(_ number: Int, notIn tried: Set<ModelSpecification>) -> ModelSpecification? {
    var random = RandomStream(seed: seed, purpose: RandomPurpose.points, row: number)
    for _ in 0..<100 {
      let values = space.axes.map { $0.value(at: random.uniform()) }
      if let specification = try? space.specification(values), !tried.contains(specification) {
        return specification
      }
    }
    return nil
  }

  /// Numbers that keep the random streams of searches apart.
  enum RandomPurpose {
    static let points: UInt16 = 0x7A01
    static let estimators: UInt16 = 0x7A02
    static let users: UInt16 = 0x7A03
    static let examples: UInt16 = 0x7A04
  }

  /// "random".
  public var description: String { "random" }
}
