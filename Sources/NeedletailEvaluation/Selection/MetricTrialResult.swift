/// What offline criteria and the truth said of the same models on several data sets.
public struct MetricTrialResult: Sendable, Encodable {
  /// One data set.
  public struct DataSetResult: Sendable, Encodable {
    /// Its name.
    public var name: String
    /// What is true: models × truths × cut-offs.
    public var truth: [[[Double]]] = []
    /// What each criterion says: models × cut-offs, in the order of the criteria.
    public var scores: [[[Double]]] = []
    /// The criteria.
    public var criteria: [SelectionCriterion] = []

    init(name: String) { self.name = name }

    /// Adds the next model's values of a criterion.
    mutating func append(_ values: [Double], to criterion: SelectionCriterion) {
      if let index = criteria.firstIndex(of: criterion) {
        scores[index].append(values)
      } else {
        criteria.append(criterion)
        scores.append([values])
      }
    }

    /// Adds the next model's recall for every penalty.
    mutating func append(_ recalls: [(beta: Double, recalls: [Double])], way: SelectionCriterion.Way) {
      for (beta, values) in recalls { append(values, to: SelectionCriterion(way, "recall", beta: beta)) }
    }
  }

  /// The names of the models.
  public let models: [String]
  /// The names of the truths.
  public let truthNames: [String]
  /// The lengths of lists.
  public let cutoffs: [Int]
  /// The data sets.
  public private(set) var dataSets: [DataSetResult] = []

  init(models: [String], truthNames: [String], cutoffs: [Int]) {
    self.models = models
    self.truthNames = truthNames
    self.cutoffs = cutoffs
  }

  mutating func add(_ dataSet: DataSetResult) { dataSets.append(dataSet) }

  /// All criteria, in order.
  public var criteria: [SelectionCriterion] { dataSets.first?.criteria ?? [] }

  /// The ways of asking, in the order of the criteria.
  public var ways: [SelectionCriterion.Way] {
    criteria.reduce(into: []) { if !$0.contains($1.way) { $0.append($1.way) } }
  }

  /// The case of each (data set, cut-off), data set by data set.
  ///
  /// - Parameters:
  ///   - truth: an index into `truthNames`.
  ///   - choose: of the models, those that are chosen from; nil for all.
  public func outcomes(
    of criterion: SelectionCriterion, truth: Int, among choice: [Int]? = nil
  ) -> [[SelectionOutcome]] {
    dataSets.map { dataSet in
      guard let place = dataSet.criteria.firstIndex(of: criterion) else { return [] }
      let chosen = choice ?? Array(models.indices)
      return cutoffs.indices.map { k in
        SelectionOutcome(
          scores: chosen.map { dataSet.scores[place][$0][k] },
          truth: chosen.map { dataSet.truth[$0][truth][k] })
      }
    }
  }

  /// What a model drawn at random gives.
  public func chance(truth: Int) -> SelectionSummary {
    SelectionSummary(
      dataSets.map { dataSet in
        cutoffs.indices.map { k in SelectionOutcome.chance(truth: dataSet.truth.map { $0[truth][k] }) }
      })
  }

  /// The criterion of a way with the greatest model-selection recall: of equal ones the greatest τ, then the
  /// smallest penalty.
  public func best(
    _ way: SelectionCriterion.Way, metric: String = "recall", truth: Int
  ) -> (criterion: SelectionCriterion, summary: SelectionSummary)? {
    penalised(way, metric).map { ($0, SelectionSummary(outcomes(of: $0, truth: truth))) }
      .max { Self.isWorse($0.1, than: $1.1) }
  }

  /// Each data set judged by the penalty that was best on all the others: what choosing the penalty is worth
  /// where it was not chosen.
  public func held(_ way: SelectionCriterion.Way, metric: String = "recall", truth: Int) -> SelectionSummary?
  {
    guard dataSets.count > 1 else { return nil }
    let all = penalised(way, metric).map { outcomes(of: $0, truth: truth) }
    guard !all.isEmpty else { return nil }
    return SelectionSummary(
      dataSets.indices.map { out in
        let others = all.map { outcomes in
          SelectionSummary(outcomes.enumerated().filter { $0.offset != out }.map(\.element))
        }
        let best = others.indices.max { Self.isWorse(others[$0], than: others[$1]) } ?? 0
        return all[best][out]
      })
  }

  /// The criteria of a way that differ in their penalty alone, the smallest penalty first.
  private func penalised(_ way: SelectionCriterion.Way, _ metric: String) -> [SelectionCriterion] {
    // `max` keeps the first of equals.
    criteria.filter { $0.way == way && $0.metric == metric && $0.beta != nil }
      .sorted { ($0.beta ?? 0) < ($1.beta ?? 0) }
  }

  private static func isWorse(_ one: SelectionSummary, than other: SelectionSummary) -> Bool {
    (one.recall, one.tau) < (other.recall, other.tau)
  }
}
