import Glibc
public import NeedletailCore

/// The advice of Rendle, Krichene, Zhang and Koren (RecSys 2022) for iALS, for any model with two logarithmic
/// axes and a `dimension`: a logarithmic grid over both axes at dimension 128, refined about its best point, and
/// then the dimension doubled until that brings nothing more.
///
/// Of the grid (1, 3, 10, 30, … on each axis) every second value is tried first, on both axes, the default among
/// them; then the neighbours of the best point along either axis, again and again while one of them is better.
/// While exploring, an algorithm with epochs gets half of them. With all of them the best point is fitted again,
/// at the same dimension and at twice that, until the metric grows by less than 0.2%; last come points half a
/// step of the grid away.
public struct CoarseToFine: SearchStrategy {
  private let space: SearchSpaceDefinition
  private let grid: TwoAxisGrid
  /// The dimensions that doubling goes through, the first one explored; empty when it is not searched.
  private let dimensions: [Int]
  /// The full number of epochs; nil when they are fixed, or there are none.
  private let epochs: Int?

  /// A growth of the metric by less than this share of it is none.
  private static let flat = 0.002

  /// A search.
  ///
  /// - Throws: `SpecificationError` when the space is not two logarithmic axes and possibly a `dimension`.
  public init(_ space: SearchSpaceDefinition) throws(SpecificationError) {
    let logarithmic = space.axes.filter { if case .logarithmic = $0.space { true } else { false } }
    let dimension = space.axes.first { $0.name == "dimension" }
    guard logarithmic.count == 2, space.axes.count == 2 + (dimension == nil ? 0 : 1) else {
      throw SpecificationError(
        "coarse-to-fine needs two logarithmic axes, and a dimension at most; the space is "
          + space.axes.map(\.description).joined(separator: ", "))
    }
    self.space = space
    grid = TwoAxisGrid(logarithmic[0], logarithmic[1], around: space.base)
    dimensions = dimension.map(Self.doublings) ?? []
    if !space.fixed.contains("epochs"),
      case .integer(let epochs) = space.base.algorithm.hyperparameters.values["epochs"], epochs > 1
    {
      self.epochs = epochs
    } else {
      epochs = nil
    }
  }

  /// 128, or what the axis has nearest below it, and doublings of that.
  static func doublings(of axis: SearchAxis) -> [Int] {
    switch axis.space {
    case .integers(let range), .logarithmicIntegers(let range):
      var dimensions = [min(max(128, range.lowerBound), range.upperBound)]
      while dimensions[dimensions.count - 1] * 2 <= range.upperBound {
        dimensions.append(dimensions[dimensions.count - 1] * 2)
      }
      return dimensions
    case .values(let values):
      let sorted = values.compactMap { if case .integer(let value) = $0 { value } else { nil } }.sorted()
      guard var last = sorted.last(where: { $0 <= 128 }) ?? sorted.first else { return [] }
      var dimensions = [last]
      while let next = sorted.first(where: { $0 >= last * 2 }) {
        dimensions.append(next)
        last = next
      }
      return dimensions
    default: return []
    }
  }

  /// The next step: what is missing of the first stage that is not complete.
  public func next(after outcomes: [SearchOutcome]) -> [Suggestion] {
    var walk = Walk(strategy: self, outcomes: outcomes)
    let half = epochs.map { max(1, $0 / 2) }
    if let missing = walk.visit(grid.coarse, dimensions.first, half, "coarse grid") { return missing }
    if let missing = walk.climb(step: 2, "refined grid") { return missing }
    if let missing = walk.visit([walk.best.place], dimensions.first, epochs, "full epochs", isFresh: true) {
      return missing
    }
    for dimension in dimensions.dropFirst() {
      let before = walk.best
      if let missing = walk.visit([walk.best.place], dimension, epochs, "dimension \(dimension)") {
        return missing
      }
      if walk.best.worth - before.worth <= Self.flat * abs(before.worth) {
        // Half steps cost less where they are worth as much.
        walk.best = before
        break
      }
    }
    return walk.climb(step: 1, "half steps") ?? []
  }

  /// The stages as far as outcomes are known.
  private struct Walk {
    let strategy: CoarseToFine
    let known: [ModelSpecification: Double]
    /// The best point of the present stage and those before.
    var best: (place: TwoAxisGrid.Place, dimension: Int?, epochs: Int?, worth: Double)

    init(strategy: CoarseToFine, outcomes: [SearchOutcome]) {
      self.strategy = strategy
      known = Dictionary(
        outcomes.map { ($0.suggestion.specification, $0.worth ?? -.infinity) },
        uniquingKeysWith: { a, _ in a })
      best = (strategy.grid.centre, nil, nil, -.infinity)
    }

    /// Looks at points: those that were not tried, or nil, and then the best is up to date.
    ///
    /// - Parameter isFresh: forgets the best before, whose worth cannot be compared.
    mutating func visit(
      _ places: [TwoAxisGrid.Place], _ dimension: Int?, _ epochs: Int?, _ stage: String, isFresh: Bool = false
    ) -> [Suggestion]? {
      let points = places.compactMap { place in
        strategy.specification(place, dimension, epochs).map { (place: place, specification: $0) }
      }
      let missing = points.filter { known[$0.specification] == nil }
      guard missing.isEmpty else { return missing.map { Suggestion($0.specification, stage: stage) } }
      if isFresh { best.worth = -.infinity }
      for point in points {
        let worth = known[point.specification] ?? -.infinity
        if worth > best.worth { best = (point.place, dimension, epochs, worth) }
      }
      return nil
    }

    /// Follows better neighbours along the axes to the top.
    mutating func climb(step: Int, _ stage: String) -> [Suggestion]? {
      while true {
        let from = best.place
        let neighbours = strategy.grid.neighbours(of: from, step: step)
        if let missing = visit(neighbours, best.dimension, best.epochs, stage) { return missing }
        if best.place == from { return nil }
      }
    }
  }

  private func specification(
    _ place: TwoAxisGrid.Place, _ dimension: Int?, _ epochs: Int?
  ) -> ModelSpecification? {
    var values = grid.values(at: place)
    if let dimension { values["dimension"] = .integer(dimension) }
    if let epochs { values["epochs"] = .integer(epochs) }
    return (try? space.base.algorithm.setting(values)).map { ModelSpecification($0) }
  }

  /// "coarse-to-fine".
  public var description: String { "coarse-to-fine" }
}
