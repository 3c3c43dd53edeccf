import Needletail

/// The result of an evaluation as people read it in a terminal.
enum EvaluationText {
  /// The data, the division, the table, the tests against the best model, and warnings.
  static func text(_ document: EvaluationDocument, metrics: [MetricKey]) -> String {
    var lines: [String] = []
    let data = document.data
    lines.append(
      data.examples.map { ExampleText.size($0, source: data.source) }
        ?? "\(data.source ?? "data"): \(Numbers.grouped(data.users)) users, \(Numbers.grouped(data.items)) items, "
        + "\(Numbers.grouped(data.interactions)) interactions")
    lines.append("split: \(document.split)")
    for warning in document.warnings { lines.append("warning: \(warning)") }
    lines.append("")
    lines.append(table(document.models, metrics: metrics))
    lines.append("")
    lines.append(
      "Brackets hold \(Numbers.fixed(document.environment.confidence * 100, 0))% bootstrap intervals over "
        + "\(Numbers.grouped(document.models.first?.counts.users ?? 0)) test \(unit(document))s.")
    lines += document.models.compactMap(foldIn)
    lines += absences(document.models)
    lines += tests(document, on: metrics[0])
    lines += ExampleText.reliability(document.models)
    lines += GroupComparisonText.lines(document.groupComparisons ?? [])
    return lines.joined(separator: "\n")
  }

  /// What is resampled and paired: "user" but for labelled examples.
  private static func unit(_ document: EvaluationDocument) -> String { document.environment.unit ?? "user" }

  /// One row a model: each metric with its interval, then what it took.
  static func table(_ models: [EvaluationDocument.Model], metrics: [MetricKey]) -> String {
    let shown = metrics.map(\.description).filter { key in models.contains { $0.metrics[key] != nil } }
    let isTimed = models.contains { $0.fitSeconds != nil }
    var table = TextTable(
      [("model", .left)] + shown.map { ($0, .left) }
        + (isTimed ? [("fit", .right), ("score", .right), ("peak", .right)] : []))
    for model in models {
      let cells = shown.map { key in model.metrics[key].map(cell) ?? "–" }
      let took =
        isTimed
        ? [
          model.fitSeconds.map(Numbers.seconds) ?? "–", Numbers.seconds(model.scoreSeconds),
          model.peakBytes.map(Numbers.bytes) ?? "–",
        ] : []
      table.add([model.name] + cells + took)
    }
    return table.text
  }

  /// "0.1764 [0.1741, 0.1786]", with digits that suit the size of the number.
  private static func cell(_ metric: EvaluationDocument.Metric) -> String {
    let magnitude = metric.value.magnitude
    let decimals = magnitude >= 1000 ? 0 : magnitude >= 100 ? 1 : magnitude >= 10 ? 2 : 4
    let value = Numbers.fixed(metric.value, decimals)
    guard let low = metric.low, let high = metric.high else { return value }
    return "\(value) [\(Numbers.fixed(low, decimals)), \(Numbers.fixed(high, decimals))]"
  }

  /// How a model with rows of users does when everybody is a stranger.
  private static func foldIn(_ model: EvaluationDocument.Model) -> String? {
    guard let foldIn = model.foldIn else { return nil }
    let changed = foldIn.filter { $0.value.value != model.metrics[$0.key]?.value }.sorted { $0.key < $1.key }
    let figures = changed.map { "\($0.key) \(cell($0.value))" }.joined(separator: ", ")
    return
      "\(model.name), every user folded in as a stranger: \(changed.isEmpty ? "the same figures" : figures)"
  }

  private static func absences(_ models: [EvaluationDocument.Model]) -> [String] {
    var reasons: [String] = []
    for model in models {
      for (key, reason) in model.absent.sorted(by: { $0.key < $1.key }) {
        let line = "\(key) is not shown for \(model.name): \(reason)"
        if !reasons.contains(line) { reasons.append(line) }
      }
    }
    return reasons
  }

  /// How the best model compares with each other one on the first metric.
  private static func tests(_ document: EvaluationDocument, on key: MetricKey) -> [String] {
    let metric = key.description
    let orientation = key.direction == .lower ? -1.0 : 1.0
    let ranked = document.models.compactMap { model in
      model.metrics[metric].map { (name: model.name, worth: orientation * $0.value) }
    }.sorted { $0.worth > $1.worth }
    let tests = document.comparisons.filter { $0.metric == metric }
    guard let best = ranked.first, !tests.isEmpty else { return [] }
    var lines = ["", "On \(metric), \(best.name) against"]
    var table = TextTable([("", .left), ("", .right), ("", .left)])
    for other in ranked.dropFirst() {
      guard
        let test = tests.first(where: { Set([$0.first, $0.second]) == Set([best.name, other.name]) })
      else { continue }
      let difference = test.first == best.name ? test.difference : -test.difference
      let sign = difference >= 0 ? "+" : ""
      table.add([
        "  \(other.name)", sign + Numbers.fixed(difference, 4), Numbers.probability(test.adjustedP),
      ])
    }
    lines.append(table.text)
    let test =
      tests.first.map { $0.method.hasPrefix("DeLong") ? "DeLong's tests" : "paired permutation tests" } ?? ""
    lines.append("(\(test) over \(unit(document))s, Holm-corrected over the pairs that were compared)")
    return lines
  }
}
