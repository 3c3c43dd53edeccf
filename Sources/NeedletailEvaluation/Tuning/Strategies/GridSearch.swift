import NeedletailCore

/// Every combination of the axes' grid values, the last axis moving fastest.
public struct GridSearch: SearchStrategy {
  private let space: SearchSpaceDefinition
  private let grids: [[HyperparameterValue]]

  /// A search of the whole grid.
  public init(_ space: SearchSpaceDefinition) {
    self.space = space
    grids = space.axes.map(\.gridValues)
  }

  /// How many points there are.
  public var count: Int {
    grids.reduce(1) { count, values in
      let (product, overflow) = count.multipliedReportingOverflow(by: values.count)
      return overflow ? .max : product
    }
  }

  /// Points between two questions.
  private static let batch = 8

  /// The next points in order.
  public func next(after outcomes: [SearchOutcome]) -> [Suggestion] {
    (outcomes.count..<min(outcomes.count + Self.batch, max(count, outcomes.count))).compactMap { number in
      var rest = number
      var values: [HyperparameterValue] = []
      for grid in grids.reversed() {
        values.append(grid[rest % grid.count])
        rest /= grid.count
      }
      return (try? space.specification(values.reversed())).map { Suggestion($0, stage: "grid") }
    }
  }

  /// "grid of 108".
  public var description: String { "grid of \(count)" }
}
