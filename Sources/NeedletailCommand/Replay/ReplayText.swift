import Needletail

/// A replay as people read it in a terminal.
enum ReplayText {
  static func text(_ document: ReplayDocument) -> String {
    let data = document.data
    var lines = [
      "\(data.source ?? "data"): \(Numbers.grouped(data.users)) users, \(Numbers.grouped(data.items)) items, "
        + "\(Numbers.grouped(data.interactions)) interactions",
      "replayed: \(document.split)", "settings: \(document.choice)",
    ]
    for model in document.models { lines += ["", section(model, document)] }
    return lines.joined(separator: "\n")
  }

  private static func section(_ model: ReplayDocument.Model, _ document: ReplayDocument) -> String {
    var lines = ["\(model.name)   chosen: \(model.blend)"]
    for metric in document.metrics { lines += ["", slices(model.slices, metric)] }
    let metric = document.metrics[0]
    if let all = model.slices.first {
      let tests = all.comparisons.filter {
        $0.metric == metric && ($0.second == "both" || $0.first == "both")
      }
      let told = tests.map { test in
        let (other, sign) = test.second == "both" ? (test.first, -1.0) : (test.second, 1.0)
        let difference = sign * test.difference
        return "\(other) \(difference >= 0 ? "+" : "")\(Numbers.fixed(difference, 4)) "
          + "(\(Numbers.probability(test.adjustedP)))"
      }
      lines += ["", "  \(metric), both against \(told.joined(separator: ", "))"]
    }
    return (lines + ["", lags(model.lags, metric)]).joined(separator: "\n")
  }

  /// A row a slice, a column an arm.
  private static func slices(_ slices: [ReplayDocument.Slice], _ metric: String) -> String {
    let arms = slices.first?.arms.map(\.name) ?? []
    var table = TextTable(
      [("  \(metric), events in session", .left), ("moments", .right)] + arms.map { ($0, .left) }
        + [("both / long-term", .right)])
    for slice in slices {
      table.add(
        ["  \(slice.events.rawValue)", Numbers.grouped(slice.moments)]
          + slice.arms.map { $0.metrics[metric].map(cell) ?? "–" } + [gain(slice, metric)])
    }
    return table.text
  }

  private static func lags(_ lags: [ReplayDocument.Lag], _ metric: String) -> String {
    var table = TextTable([
      ("  session known after", .left), ("both, \(metric)", .left), ("both / long-term", .right), ("", .left),
    ])
    for lag in lags {
      let p = lag.slice.comparisons.first { $0.metric == metric }.map { Numbers.probability($0.adjustedP) }
      let own = lag.slice.arms.last?.metrics[metric]
      table.add([
        "  \(duration(lag.lagSeconds))", own.map(cell) ?? "–", gain(lag.slice, metric), p ?? "",
      ])
    }
    return table.text
  }

  private static func cell(_ metric: EvaluationDocument.Metric) -> String {
    guard let low = metric.low, let high = metric.high else { return Numbers.fixed(metric.value, 4) }
    return "\(Numbers.fixed(metric.value, 4)) [\(Numbers.fixed(low, 4)), \(Numbers.fixed(high, 4))]"
  }

  private static func gain(_ slice: ReplayDocument.Slice, _ metric: String) -> String {
    slice.gain(of: "both", over: "long-term", metric).map { "\(Numbers.fixed(1 + $0, 3))×" } ?? "–"
  }

  /// "10 s", "5 min".
  static func duration(_ seconds: Double) -> String {
    seconds >= 60 ? "\(Numbers.fixed(seconds / 60, 0)) min" : "\(Numbers.fixed(seconds, 0)) s"
  }
}
