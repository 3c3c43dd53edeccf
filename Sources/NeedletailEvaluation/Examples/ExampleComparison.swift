import NeedletailMath

/// Pairs of models on labelled examples.
enum ExampleComparison {
  /// All pairs of models on every metric that has a test: sums over units by the sign-flip test, the area under the ROC
  /// curve by DeLong's; the calibration error has none.
  ///
  /// - Parameter baseline: looks only at pairs with this model.
  static func all(
    _ evaluations: [ExampleEvaluation], against baseline: String?, options: EvaluationOptions, unitCount: Int
  ) throws -> [Comparison] {
    let results = evaluations.map(\.result)
    let sums = try Comparison.all(results, against: baseline, options: .init(options))
    var comparisons: [Comparison] = []
    for key in options.metrics {
      if key.family == .auc {
        comparisons += areas(key, evaluations, against: baseline, options, unitCount)
      } else {
        comparisons += sums.filter { $0.metric == key }
      }
    }
    return comparisons
  }

  private static func areas(
    _ key: MetricKey, _ evaluations: [ExampleEvaluation], against baseline: String?,
    _ options: EvaluationOptions, _ unitCount: Int
  ) -> [Comparison] {
    var comparisons: [Comparison] = []
    for one in evaluations.indices {
      for other in evaluations.indices where other > one {
        let names = [evaluations[one].result.name, evaluations[other].result.name]
        guard baseline.map({ names.contains($0) }) ?? true, let first = evaluations[one].placements,
          let second = evaluations[other].placements
        else { continue }
        let test = DeLongTest(
          first, second, labels: evaluations[one].labels, units: evaluations[one].units, count: unitCount)
        let differences = zip(evaluations[one].areas, evaluations[other].areas).map { $0 - $1 }
          .filter { !$0.isNaN }
        var comparison = Comparison(
          metric: key, first: names[0], second: names[1], difference: test.difference,
          interval: Bootstrap.percentiles(differences, confidence: options.confidence), n: unitCount,
          greater: test.contributions.count { $0 > 0 }, smaller: test.contributions.count { $0 < 0 },
          effectSize: nil, p: test.p, adjustedP: test.p, isExact: false)
        comparison.method =
          unitCount == first.count
          ? "DeLong's test" : "DeLong's test in Obuchowski's form for clustered examples"
        comparisons.append(comparison)
      }
    }
    for (index, p) in Holm.adjusted(comparisons.map(\.p)).enumerated() { comparisons[index].adjustedP = p }
    return comparisons
  }
}
