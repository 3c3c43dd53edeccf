import Needletail

/// A progressive evaluation as people read it in a terminal.
enum ProgressiveText {
  /// The stream, a table of the arms, their differences, and the curves.
  static func text(_ document: ProgressiveDocument) -> String {
    let (data, design) = (document.data, document.design)
    let rate = 100 * Double(data.positives) / Double(max(data.examples, 1))
    var lines = [
      "\(data.source): \(Numbers.grouped(data.examples)) examples (\(Numbers.fixed(rate, 1))% positive), "
        + "\(design.windows) windows of \(design.window); judged: \(design.judgedFrom) to \(design.windows - 1)"
        + (design.delay > 0 ? "; labels known \(design.delay / 1000) s late" : "")
    ]
    lines += document.warnings.map { "warning: \($0)" }
    lines += ["", table(document), ""]
    lines.append(
      "Means over judged windows by impressions; brackets: \(Numbers.fixed(document.environment.confidence * 100, 0))% "
        + "intervals by resampling blocks of \(design.block) windows.")
    lines += differences(document, "ne", title: "Normalised entropy, first less second")
    lines += differences(document, "forgetting", title: "Forgetting, first less second")
    lines += curve(
      document, title: "Staleness: normalised entropy above the present model's, by age in windows"
    ) {
      $0.staleness
    }
    lines += curve(document, title: "Forgetting: normalised entropy above the model of then, by windows back")
    {
      $0.forgetting
    }
    return lines.joined(separator: "\n")
  }

  private static func table(_ document: ProgressiveDocument) -> String {
    var table = TextTable([
      ("arm", .left), ("ne", .left), ("logloss", .right), ("auc", .right), ("calibration", .right),
      ("new items: ne", .right), ("auc", .right), ("update", .right), ("× cheaper", .right),
      ("refused", .right),
    ])
    for arm in document.arms {
      func figure(_ value: Double?, _ decimals: Int = 4) -> String {
        value.map { Numbers.fixed($0, decimals) } ?? "–"
      }
      table.add([
        arm.name, interval(arm.normalisedEntropy), figure(arm.logLoss?.value, 5), figure(arm.auc?.value),
        figure(arm.calibration, 3), figure(arm.newItems?.normalisedEntropy), figure(arm.newItems?.auc),
        arm.cost.updates > 0 ? Numbers.seconds(arm.cost.updateSeconds) : "–",
        figure(arm.cost.ratioToRetrainSeconds, 1), "\(arm.cost.refused) of \(arm.cost.updates)",
      ])
    }
    return table.text
  }

  private static func interval(_ figure: ProgressiveDocument.Figure?) -> String {
    guard let figure else { return "–" }
    guard let low = figure.low, let high = figure.high else { return Numbers.fixed(figure.value, 4) }
    return "\(Numbers.fixed(figure.value, 4)) [\(Numbers.fixed(low, 4)), \(Numbers.fixed(high, 4))]"
  }

  private static func differences(_ document: ProgressiveDocument, _ metric: String, title: String)
    -> [String]
  {
    let pairs = document.comparisons.filter { $0.metric == metric }
    guard !pairs.isEmpty else { return [] }
    var table = TextTable([("", .left), ("", .right), ("", .left), ("", .right), ("", .left)])
    for pair in pairs {
      let range =
        pair.low.flatMap { low in
          pair.high.map { "[\(Numbers.fixed(low, 5)), \(Numbers.fixed($0, 5))]" }
        } ?? ""
      table.add([
        "  \(pair.first) – \(pair.second)", Numbers.fixed(pair.difference, 5), range,
        pair.z.map { "\(Numbers.fixed($0, 1)) σ" } ?? "",
        "\(Numbers.probability(pair.p)), lower in \(pair.lower) of \(pair.n)",
      ])
    }
    return ["", title, table.text]
  }

  private static func curve(
    _ document: ProgressiveDocument, title: String,
    _ points: (ProgressiveDocument.Arm) -> [ProgressiveDocument.Point]
  ) -> [String] {
    let places = Set(document.arms.flatMap { points($0).map(\.windows) }).sorted()
    guard !places.isEmpty else { return [] }
    var table = TextTable([("  ", .left)] + places.map { ("\($0)", .right) })
    for arm in document.arms where !points(arm).isEmpty {
      table.add(
        ["  \(arm.name)"]
          + places.map { place in
            points(arm).first { $0.windows == place }.map { Numbers.fixed($0.value, 4) } ?? "–"
          })
    }
    return ["", title, table.text]
  }
}
