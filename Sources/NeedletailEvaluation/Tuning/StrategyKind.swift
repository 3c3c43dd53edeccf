public import NeedletailCore

/// The strategies by name.
public enum StrategyKind: String, Sendable, Hashable, CaseIterable {
  /// Points drawn evenly.
  case random
  /// Every combination.
  case grid
  /// The tree-structured Parzen estimator.
  case tpe
  /// Successive halving.
  case halving
  /// The grid of two logarithmic axes, visited sparsely and refined, then the dimension doubled.
  case coarseToFine = "coarse-to-fine"

  /// A strategy over a space, and how many trials it gets.
  ///
  /// - Parameter trials: at most so many; nil for as many as the kind usually needs: all of a grid, 24 of
  ///   coarse-to-fine, 40 of a halving, else 30.
  /// - Throws: `SpecificationError` when the space does not suit the strategy, or a grid has more points than
  ///   there are trials.
  public func strategy(
    _ space: SearchSpaceDefinition, seed: UInt64, trials: Int?
  ) throws(SpecificationError) -> (strategy: any SearchStrategy, trials: Int) {
    switch self {
    case .random: return (RandomSearch(space, seed: seed), trials ?? 30)
    case .tpe: return (ParzenSearch(space, seed: seed), trials ?? 30)
    case .grid:
      let grid = GridSearch(space)
      guard grid.count <= trials ?? 100_000 else {
        throw SpecificationError(
          "the grid has \(grid.count) points, more than \(trials ?? 100_000) trials: "
            + "give fewer values to an axis, or another strategy")
      }
      return (grid, grid.count)
    case .halving:
      let trials = trials ?? 40
      return (try SuccessiveHalving(space, seed: seed, trials: trials), trials)
    case .coarseToFine: return (try CoarseToFine(space), trials ?? 24)
    }
  }
}
