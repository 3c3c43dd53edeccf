import Glibc
import NeedletailCore
import NeedletailEvaluation
import Testing

@Suite("Search strategies")
struct StrategyTests {
  private func space(_ text: String = "slope", _ overrides: String? = nil) throws -> SearchSpaceDefinition {
    try SearchSpaceDefinition(
      ModelSpecification(parsing: text, registry: .slopes),
      fixed: ModelSpecification.given(in: text, registry: .slopes), overrides: overrides)
  }

  /// Runs a strategy against a function of the specification.
  private func search(
    _ strategy: any SearchStrategy, trials: Int, _ worth: (ModelSpecification) -> Double?
  ) -> [SearchOutcome] {
    var outcomes: [SearchOutcome] = []
    while outcomes.count < trials {
      let batch = strategy.next(after: outcomes).prefix(trials - outcomes.count)
      if batch.isEmpty { break }
      outcomes += batch.map { SearchOutcome($0, worth: worth($0.specification)) }
    }
    return outcomes
  }

  /// A smooth hill with its top at l2 = 0.03, weight = 10.
  private func hill(_ specification: ModelSpecification) -> Double {
    let values = specification.algorithm.hyperparameters
    let x = log10(values.number("l2") / 0.03)
    let y = log10(values.number("weight") / 10)
    return -(x * x + y * y + x * y) - 0.1 * abs(log2(Double(values.integer("dimension")) / 128))
  }

  @Test("the same seed gives the same trials, another seed others", arguments: StrategyKind.allCases)
  func deterministic(kind: StrategyKind) throws {
    let space = try space()
    func trials(_ seed: UInt64) throws -> [ModelSpecification] {
      let (strategy, count) = try kind.strategy(space, seed: seed, trials: kind == .grid ? nil : 24)
      return search(strategy, trials: count, hill).map(\.suggestion.specification)
    }
    #expect(try trials(1) == trials(1))
    if kind != .grid && kind != .coarseToFine { #expect(try trials(1) != trials(2)) }
    #expect(try Set(trials(1)).count == trials(1).count)
  }

  @Test(
    "a strategy asked again after a part of its outcomes goes on as before", arguments: StrategyKind.allCases)
  func pure(kind: StrategyKind) throws {
    let (strategy, count) = try kind.strategy(space(), seed: 7, trials: kind == .grid ? nil : 24)
    let all = search(strategy, trials: count, hill)
    var start = 0
    while start < all.count {
      let batch = strategy.next(after: Array(all[..<start]))
      #expect(Array(batch.prefix(all.count - start)) == all[start...].prefix(batch.count).map(\.suggestion))
      start += batch.count
    }
  }

  @Test("random points lie in the space and are not repeated; a small space ends")
  func random() throws {
    let space = try space("slope", "l2=log(0.001..1),weight=2..3,dimension=8|16")
    for outcome in search(RandomSearch(space, seed: 3), trials: 64, hill) {
      let values = outcome.suggestion.specification.algorithm.hyperparameters
      #expect((0.001...1).contains(values.number("l2")) && (2...3).contains(values.number("weight")))
      #expect([8, 16].contains(values.integer("dimension")))
    }
    let small = try self.space("slope", "l2=0.1,weight=1,dimension=8|16|32")
    #expect(search(RandomSearch(small, seed: 1), trials: 100, hill).count == 3)
    #expect(search(ParzenSearch(small, seed: 1), trials: 100, hill).count == 3)
  }

  @Test("a grid is every combination, the last axis fastest")
  func grid() throws {
    let space = try space("slope", "l2=log(0.01..0.1),weight=1..2,dimension=8|16")
    let grid = GridSearch(space)
    let trials = search(grid, trials: 1000, hill).map(\.suggestion.specification)
    #expect(grid.count == 2 * 3 * 5 && trials.count == 30 && Set(trials).count == 30)
    #expect(trials[0].description == "slope(dimension=8,weight=1)")
    #expect(trials[1].description == "slope(dimension=8,weight=1.25)")
    #expect(trials[29].description == "slope(dimension=16,l2=0.1,weight=2)")
    #expect(throws: SpecificationError.self) {
      try StrategyKind.grid.strategy(space, seed: 1, trials: 29)
    }
  }

  @Test("the Parzen estimator finds better points than chance, on average over seeds")
  func estimator() throws {
    let space = try space()
    func mean(_ strategy: (UInt64) -> any SearchStrategy) -> Double {
      (1...20).reduce(0.0) { sum, seed in
        sum + (search(strategy(UInt64(seed)), trials: 40, hill).compactMap(\.worth).max() ?? -9) / 20
      }
    }
    let chance = mean { RandomSearch(space, seed: $0) }
    let estimated = mean { ParzenSearch(space, seed: $0) }
    // The top is 0; the distance to it at least halves.
    #expect(estimated > chance / 2, "estimated \(estimated), by chance \(chance)")
  }

  @Test("failures teach the estimator to stay away")
  func failing() throws {
    let space = try space("slope", "kind=plain|broken|other,dimension=8,weight=10")
    let outcomes = search(ParzenSearch(space, seed: 2), trials: 60) { specification in
      specification.algorithm.hyperparameters.choice("kind") == "broken" ? nil : hill(specification)
    }
    #expect(outcomes.suffix(30).count { $0.worth == nil } < outcomes.prefix(30).count { $0.worth == nil } + 1)
    #expect(outcomes.suffix(30).count { $0.worth == nil } < 10)
    // Nothing but failures is survived, too.
    #expect(search(ParzenSearch(space, seed: 2), trials: 30) { _ in nil }.count == 30)
  }

  @Test(
    "a halving keeps its budget",
    arguments: [
      (40, 27, [27, 9, 3, 1], [27, 9, 3, 1]), (39, 27, [26, 8, 2, 1], [27, 9, 3, 1]),
      (13, 9, [9, 3, 1], [9, 3, 1]), (5, 2, [5], [1]), (4, 27, [1, 1, 1, 1], [27, 9, 3, 1]),
      (1, 27, [1], [1]),
      (100, 8, [75, 25], [3, 1]),
    ])
  func halving(trials: Int, epochs: Int, sizes: [Int], divisors: [Int]) throws {
    let space = try space("slope(epochs=\(epochs))")
    let strategy = try SuccessiveHalving(space, seed: 1, trials: trials)
    #expect(strategy.rungs.map(\.count) == sizes && strategy.rungs.map(\.divisor) == divisors)
    let outcomes = search(strategy, trials: trials, hill)
    #expect(outcomes.count == sizes.reduce(0, +) && outcomes.count <= trials)
    let passes = outcomes.map { $0.suggestion.specification.algorithm.hyperparameters.integer("epochs") }
    #expect(passes == zip(sizes, divisors).flatMap { Array(repeating: max(1, epochs / $1), count: $0) })
    #expect(
      abs(strategy.cost - zip(sizes, divisors).reduce(0) { $0 + Double($1.0) / Double($1.1) }) < 1e-12)
  }

  @Test("a halving passes on its best; failures do not survive")
  func survivors() throws {
    let strategy = try SuccessiveHalving(space("slope(epochs=9)"), seed: 1, trials: 13)
    let outcomes = search(strategy, trials: 13, hill)
    func l2(_ outcome: SearchOutcome) -> Double {
      outcome.suggestion.specification.algorithm.hyperparameters.number("l2")
    }
    let best = outcomes[..<9].sorted { $0.worth! > $1.worth! }
    #expect(outcomes[9..<12].map(l2) == best[..<3].map(l2))
    #expect(l2(outcomes[12]) == l2(best[0]))
    let failing = search(strategy, trials: 13) { hill($0) > best[1].worth! - 1e-9 ? hill($0) : nil }
    #expect(
      failing.map(\.suggestion.stage) == Array(repeating: "rung 1", count: 9) + [
        "rung 2", "rung 2", "rung 3",
      ])
    #expect(throws: SpecificationError.self) {
      try SuccessiveHalving(space("slope", "epochs=1..9"), seed: 1, trials: 9)
    }
  }

  @Test("coarse-to-fine: every second point with the default, uphill, all epochs, doubled, half steps")
  func coarseToFine() throws {
    let space = try space("slope", "l2=log(0.0003..0.1),weight=log(0.003..1)")
    let outcomes = search(try CoarseToFine(space), trials: 60) { specification in
      // The top lies at l2 = 0.002, weight = 0.05; a greater dimension helps up to 256.
      let values = specification.algorithm.hyperparameters
      let (x, y) = (log10(values.number("l2") / 0.002), log10(values.number("weight") / 0.05))
      return 1 - 0.1 * (x * x + y * y) + 0.01 * log2(Double(min(values.integer("dimension"), 256)))
    }
    let stages = outcomes.map(\.suggestion.stage)
    #expect(stages.prefix(9).allSatisfy { $0 == "coarse grid" } && stages[9] == "refined grid")
    let coarse = outcomes.prefix(9).map { $0.suggestion.specification.description }
    #expect(coarse.contains("slope(l2=0.001,weight=0.01,epochs=4)"), "\(coarse)")
    #expect(stages.contains("full epochs") && stages.contains("dimension 256"))
    let best = try #require(outcomes.max { $0.worth! < $1.worth! })
    #expect(best.suggestion.specification.description == "slope(dimension=256,l2=0.00173,weight=0.0548)")
    #expect(outcomes.count <= 30, "\(outcomes.count) trials")
  }

  @Test("coarse-to-fine wants two logarithmic axes")
  func unsuitable() throws {
    #expect(throws: SpecificationError.self) { try CoarseToFine(space("slope", "l2=0..1")) }
    #expect(throws: SpecificationError.self) { try CoarseToFine(space("slope", "kind=plain|other")) }
    // Without a dimension it ends after half steps.
    let outcomes = search(try CoarseToFine(space("slope(dimension=8,epochs=1)")), trials: 99, hill)
    #expect(Set(outcomes.map(\.suggestion.stage)) == ["coarse grid", "refined grid", "half steps"])
    // All fail: it ends all the same.
    #expect(search(try CoarseToFine(space()), trials: 99) { _ in nil }.count < 40)
  }
}
