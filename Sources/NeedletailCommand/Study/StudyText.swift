import Needletail

/// The result of a study as people read it in a terminal.
enum StudyText {
  static func text(_ result: StudyResult, metrics: [MetricKey], folder: String) -> String {
    var parts = [EvaluationText.text(result.evaluation, metrics: metrics)]
    if let seeds = spread(result) { parts.append(seeds) }
    for search in result.searches {
      guard let best = search.result.best, let value = best.value else { continue }
      parts.append(
        "\(search.model): \(search.result.short(best)) is the best of \(search.result.trials.count) trials "
          + "(\(search.result.study.strategy)), \(search.result.study.metric) \(Numbers.fixed(value, 4)) on validation"
      )
    }
    parts.append("Wrote \(folder)/report.html, results.json, resolved.yaml")
    return parts.joined(separator: "\n\n")
  }

  /// Means and deviations over seeds.
  private static func spread(_ result: StudyResult) -> String? {
    guard let summaries = result.seeds, let count = summaries.first?.seeds.count else { return nil }
    let metrics = result.evaluation.metrics.filter { key in summaries.contains { $0.metric == key } }
    var table = TextTable([("over \(count) seeds", .left)] + metrics.map { ($0, .left) })
    for model in result.evaluation.models {
      let cells = metrics.map { metric -> String in
        guard let own = summaries.first(where: { $0.model == model.name && $0.metric == metric }) else {
          return "–"
        }
        return "\(Numbers.fixed(own.mean, 4)) ± \(Numbers.fixed(own.deviation, 4))"
      }
      table.add([model.name] + cells)
    }
    return table.text
  }
}
