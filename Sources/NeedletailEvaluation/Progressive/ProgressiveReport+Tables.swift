extension ProgressiveReport {
  /// The arms, a row each.
  static func table(_ document: ProgressiveDocument) -> String {
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
      return "<tr><th scope=\"row\">\(ReportText.escaped(arm.name))</th>"
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

  /// All pairs of arms.
  static func differences(_ document: ProgressiveDocument) -> String {
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

  /// What the gate refused, and why.
  static func refusals(_ document: ProgressiveDocument) -> String {
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
