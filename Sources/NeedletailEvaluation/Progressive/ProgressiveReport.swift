/// The report of a progressive evaluation as one HTML file that needs nothing else.
public enum ProgressiveReport {
  /// The report of a document.
  ///
  /// - Parameter commandLine: how to repeat the run.
  public static func html(_ document: ProgressiveDocument, commandLine: String? = nil) -> String {
    let title = "Models that follow a stream"
    let (data, design) = (document.data, document.design)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <title>\(title) · Needletail</title>
      <style>
      \(ReportStyle.sheet)
      </style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>
      <p class="soft">\(ReportText.escaped(data.source)): \(ReportText.grouped(data.examples)) examples, \
      \(ReportText.grouped(data.positives)) of them positive, in \(design.windows) windows of \
      \(ReportText.escaped(design.window)). Each window is predicted before anything of it is trained on; windows \
      \(design.judgedFrom) to \(design.windows - 1) count.</p>
      \(warnings(document))
      \(lead(document))
      <h2>Arms</h2>
      \(table(document))
      \(curves(document))
      <h2>Differences, paired over windows</h2>
      \(differences(document))
      \(refusals(document))
      <h2>To repeat this run</h2>
      \(commandLine.map { "<pre>\(ReportText.escaped($0))</pre>" } ?? "")
      <p class="note">Needletail \(ReportText.escaped(document.environment.version)), seed \(document.seed), \
      \(ReportText.grouped(document.environment.resamples)) resamples of blocks of \(design.block) windows. \
      \(ReportText.fixed(design.heldShare * 100, decimals: 0)) % of each window were trained on by nobody. \
      \(gate(design))</p>
      </main>
      </body>
      </html>

      """
  }

  private static func warnings(_ document: ProgressiveDocument) -> String {
    guard !document.warnings.isEmpty else { return "" }
    let items = document.warnings.map { "<li>\(ReportText.escaped($0))</li>" }
    return "<ul class=\"warn\">\(items.joined())</ul>"
  }

  private static func lead(_ document: ProgressiveDocument) -> String {
    let ranked = document.arms.compactMap { arm in arm.normalisedEntropy.map { (arm.name, $0.value) } }
      .sorted { $0.1 < $1.1 }
    guard let best = ranked.first, let last = ranked.last, ranked.count > 1 else { return "" }
    return """
      <p class="lead">\(ReportText.escaped(best.0)) predicts best: normalised entropy \
      \(ReportText.fixed(best.1, decimals: 4)), \(ReportText.escaped(last.0)) \
      \(ReportText.fixed(last.1, decimals: 4)).</p>
      """
  }

  private static func gate(_ design: ProgressiveDocument.Design) -> String {
    guard let gate = design.gate else { return "Every update was deployed." }
    return """
      An update is deployed when, on the latest \(ReportText.fixed(gate.share * 100, decimals: 0)) % of its window, \
      its log loss is at most \(gate.loss) above the deployed model's, it predicts within \
      \(ReportText.fixed(gate.calibration * 100, decimals: 0)) % of the clicks beyond their sampling error, and the \
      stability index of its scores is below \(gate.stability).
      """
  }

  private static func table(_ document: ProgressiveDocument) -> String {
    let head = [
      "arm", "normalised entropy", "log loss", "AUC", "calibration", "new items: NE", "new items: AUC",
      "seconds an update", "× cheaper than retrain", "refused",
    ].map { "<th scope=\"col\">\($0)</th>" }
    let best = document.arms.compactMap(\.normalisedEntropy?.value).min()
    let rows = document.arms.map { arm -> String in
      func cell(_ figure: ProgressiveDocument.Figure?, isBest: Bool = false) -> String {
        guard let figure else { return "<td class=\"soft\">–</td>" }
        let range = figure.low.flatMap { low in
          figure.high.map {
            "<small>\(ReportText.fixed(low, decimals: 4)) – \(ReportText.fixed($0, decimals: 4))</small>"
          }
        }
        return
          "<td\(isBest ? " class=\"best\"" : "")>\(ReportText.fixed(figure.value, decimals: 4))\(range ?? "")</td>"
      }
      func plain(_ value: Double?, _ decimals: Int) -> String {
        "<td>\(ReportText.fixed(value, decimals: decimals))</td>"
      }
      return "<tr><th scope=\"row\"><span class=\"name\">\(ReportText.escaped(arm.name))</span></th>"
        + cell(arm.normalisedEntropy, isBest: arm.normalisedEntropy?.value == best) + cell(arm.logLoss)
        + cell(arm.auc) + plain(arm.calibration, 3) + plain(arm.newItems?.normalisedEntropy, 4)
        + plain(arm.newItems?.auc, 4) + plain(arm.cost.updates > 0 ? arm.cost.updateSeconds : nil, 2)
        + plain(arm.cost.ratioToRetrainSeconds, 1)
        + "<td>\(arm.cost.refused) of \(arm.cost.updates)</td></tr>"
    }
    return """
      <div class="scroll"><table><thead><tr>\(head.joined())</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private static func curves(_ document: ProgressiveDocument) -> String {
    let legend = document.arms.enumerated().map { index, arm in
      #"<li><svg viewBox="0 0 14 14" aria-hidden="true">\#(Chart.mark(7, 7, series: index, size: 5))</svg>"#
        + "\(ReportText.escaped(arm.name))</li>"
    }
    func series(_ points: (ProgressiveDocument.Arm) -> [(Double, Double)]) -> [ChartSeries] {
      document.arms.enumerated().map { ChartSeries(series: $0, points: points($1)) }
    }
    let entropy = series { arm in
      arm.windows.compactMap { window in window.normalisedEntropy.map { (Double(window.number), $0) } }
    }
    let seconds = series { arm in
      arm.windows.filter { $0.trained > 0 }.map { (Double($0.number), $0.updateSeconds) }
    }
    let staleness = series { $0.staleness.map { (Double($0.windows), $0.value) } }
    let forgetting = series { $0.forgetting.map { (Double($0.windows), $0.value) } }
    let judged = Double(document.design.judgedFrom)
    return """
      <h2>Window by window</h2>
      <p class="note">Normalised entropy of each window: 1 for knowing its click rate only. Dashed: the first window \
      that counts. Right: seconds of the update before each window.</p>
      <ul class="legend">\(legend.joined())</ul>
      <div class="grid">
      <figure><h3>Normalised entropy</h3>\
      \(Chart.windows(entropy, label: "normalised entropy by window", title: "window", from: judged))</figure>
      <figure><h3>Seconds of the update</h3>\
      \(Chart.windows(seconds, label: "seconds by window", title: "window", includesZero: true))</figure>
      </div>
      <h2>Growing old, and forgetting</h2>
      <p class="note">Left: how much worse a model is than its arm's present one, by its age. Right: how much worse \
      the present model is on examples held out of a past window than the model of then was. Above 0: lost.</p>
      <ul class="legend">\(legend.joined())</ul>
      <div class="grid">
      <figure><h3>Staleness</h3>\
      \(Chart.windows(staleness, label: "staleness by age", title: "age in windows", includesZero: true))</figure>
      <figure><h3>Forgetting</h3>\
      \(Chart.windows(forgetting, label: "forgetting by distance", title: "windows back", includesZero: true))</figure>
      </div>
      """
  }

  private static func differences(_ document: ProgressiveDocument) -> String {
    let head = ["", "of", "first less second", "σ", "", "first lower in"].map {
      "<th scope=\"col\">\($0)</th>"
    }
    let rows = document.comparisons.map { pair -> String in
      let range = pair.low.flatMap { low in
        pair.high.map {
          "<small>\(ReportText.fixed(low, decimals: 5)) – \(ReportText.fixed($0, decimals: 5))</small>"
        }
      }
      return
        "<tr><th scope=\"row\">\(ReportText.escaped(pair.first)) – \(ReportText.escaped(pair.second))</th>"
        + "<td>\(pair.metric == "ne" ? "normalised entropy" : pair.metric)</td>"
        + "<td>\(ReportText.fixed(pair.difference, decimals: 5))\(range ?? "")</td>"
        + "<td>\(ReportText.fixed(pair.z, decimals: 1))</td>"
        + "<td>\(ReportText.escaped(ReportText.probability(pair.p)))</td><td>\(pair.lower) of \(pair.n)</td></tr>"
    }
    return """
      <div class="scroll"><table><thead><tr>\(head.joined())</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private static func refusals(_ document: ProgressiveDocument) -> String {
    let refused = document.arms.flatMap { arm in
      arm.windows.compactMap { window in
        window.refusal.map {
          "<tr><th scope=\"row\">\(ReportText.escaped(arm.name))</th><td>\(window.number)</td>"
            + "<td class=\"w\">\(ReportText.escaped($0))</td></tr>"
        }
      }
    }
    guard !refused.isEmpty else { return "" }
    return """
      <h2>Updates that were not deployed</h2>
      <details><summary>\(refused.count) refused by the gate</summary>
      <div class="scroll"><table><tbody>\(refused.joined())</tbody></table></div></details>
      """
  }
}
