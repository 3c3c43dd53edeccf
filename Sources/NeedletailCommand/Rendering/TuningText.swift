import Needletail

/// A search as people read it in a terminal.
enum TuningText {
  /// How many trials the table shows.
  private static let shown = 15

  /// A trial that has just ended.
  static func line(_ trial: Trial, of trials: Int, metric: MetricKey) -> String {
    let outcome = trial.value.map { "\(metric) \(Numbers.fixed($0, 4))" } ?? "failed: \(trial.error ?? "")"
    let took = trial.fitSeconds.map { ", fitted in \(Numbers.seconds($0))" } ?? ""
    let share = trial.share < 1 ? " on \(Numbers.fixed(trial.share * 100, 0))% of the users" : ""
    return "trial \(trial.number + 1) of at most \(trials): \(trial.model)\(share): \(outcome)\(took)"
  }

  /// The leaderboard, what failed, and what the test part said.
  static func text(_ result: TuningResult) -> String {
    let study = result.study
    let failed = result.trials.filter { $0.error != nil }
    var lines = [
      "\(study.model.prefix { $0 != "(" }) on \(study.source ?? "data"): \(result.trials.count) trials "
        + "(\(study.strategy))\(failed.isEmpty ? "" : ", \(failed.count) failed"), "
        + "\(Numbers.seconds(result.seconds)) of fitting and measuring",
      "validation: \(study.validation)", "", leaderboard(result),
    ]
    let rest = result.ranking.count - shown
    if rest > 0 { lines.append("and \(rest) more") }
    for trial in failed.prefix(3) { lines.append("failed: \(result.short(trial)): \(trial.error ?? "")") }
    if let best = result.best { lines += ["", "Best: \(chosen(best))"] }
    if let test = result.test {
      lines += ["", "On the test part, fitted on the whole training part:", self.test(test, study)]
    }
    return lines.joined(separator: "\n")
  }

  private static func leaderboard(_ result: TuningResult) -> String {
    let bias = result.biasKey
    var table = TextTable(
      [("rank", .right), ("specification", .left), (result.study.metric, .left), ("fit", .right)]
        + [("answer", .right), ("memory", .right)] + (bias.map { [($0, .right)] } ?? []))
    for (rank, trial) in result.ranking.prefix(shown).enumerated() {
      table.add(
        ["\(rank + 1)", result.short(trial), value(trial), trial.fitSeconds.map(Numbers.seconds) ?? "–"]
          + [trial.scoreSeconds.map(Numbers.seconds) ?? "–", trial.memoryBytes.map(Numbers.bytes) ?? "–"]
          + (bias.map { [trial.metrics[$0].map { Numbers.fixed($0, 1) } ?? "–"] } ?? []))
    }
    return table.text
  }

  private static func value(_ trial: Trial) -> String {
    let value = Numbers.fixed(trial.value ?? 0, 4)
    guard let low = trial.low, let high = trial.high else { return value }
    return "\(value) [\(Numbers.fixed(low, 4)), \(Numbers.fixed(high, 4))]"
  }

  private static func chosen(_ trial: Trial) -> String {
    trial.epochs.map { "\(trial.model), \($0) epochs chosen" } ?? trial.model
  }

  private static func test(_ test: TestReading, _ study: StudyHeader) -> String {
    let keys = [study.metric] + test.metrics.keys.filter { $0 != study.metric }.sorted()
    var table = TextTable([("", .left), ("", .left)])
    for key in keys {
      guard let metric = test.metrics[key] else { continue }
      let value = Numbers.fixed(metric.value, 4)
      let interval =
        metric.low.flatMap { low in
          metric.high.map { " [\(Numbers.fixed(low, 4)), \(Numbers.fixed($0, 4))]" }
        } ?? ""
      table.add(["  \(key)", value + interval])
    }
    return table.text
  }
}
