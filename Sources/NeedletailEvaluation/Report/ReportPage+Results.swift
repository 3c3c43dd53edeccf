extension ReportPage {
  /// The title, the data, and the finding in a sentence.
  func heading(_ title: String) -> String {
    let data = document.data
    let size = [
      "\(ReportText.grouped(data.users)) users", "\(ReportText.grouped(data.items)) items",
      "\(ReportText.grouped(data.interactions)) interactions",
    ].joined(separator: ", ")
    return """
      <h1>\(ReportText.escaped(title))</h1>
      <p class="soft">\(size). Split: \(ReportText.escaped(document.split)). Seed \(document.seed).</p>
      \(finding.map { "<p class=\"lead\">\($0)</p>" } ?? "")
      """
  }

  /// Which model leads on the principal metric, and whether the runner-up is really behind.
  private var finding: String? {
    guard let key = principal, let leader = best(key), let value = metric(key, of: models[leader]) else {
      return nil
    }
    let decimals = ReportText.decimals(for: [value.value])
    var text =
      "<strong>\(ReportText.escaped(models[leader].name))</strong> leads on \(key) with "
      + "\(ReportText.fixed(value.value, decimals: decimals))"
    if let low = value.low, let high = value.high {
      text += " (\(percent) interval \(range(low, high, decimals)))"
    }
    let others = models.indices.filter { $0 != leader && metric(key, of: models[$0]) != nil }
    let second = others.max {
      let a = metric(key, of: models[$0])?.value ?? 0
      let b = metric(key, of: models[$1])?.value ?? 0
      return key.direction == .lower ? a > b : a < b
    }
    guard let second, let other = metric(key, of: models[second]) else { return text + "." }
    let gap = ReportText.fixed(abs(value.value - other.value), decimals: decimals)
    text += ", \(gap) ahead of \(ReportText.escaped(models[second].name))"
    if let test = comparison(key, models[leader].name, models[second].name) {
      text +=
        test.adjustedP < level
        ? ": a real difference (\(probability(test)))"
        : ": too little to tell them apart (\(probability(test)))"
    }
    return text + "."
  }

  private func probability(_ test: EvaluationDocument.Comparison) -> String {
    ReportText.escaped(ReportText.probability(test.adjustedP))
  }

  func range(_ low: Double, _ high: Double, _ decimals: Int) -> String {
    "\(ReportText.fixed(low, decimals: decimals)) – \(ReportText.fixed(high, decimals: decimals))"
  }

  /// All models by all metrics, with intervals and marks of what is best.
  var results: String? {
    let keys = self.keys
    guard !keys.isEmpty else { return nil }
    let hasMemory = models.contains { $0.peakBytes != nil }
    let hasFit = models.contains { $0.fitSeconds != nil }
    let head =
      ["<th scope=\"col\">model</th>"]
      + keys.map { key in
        let arrow = key.direction == .higher ? " ↑" : key.direction == .lower ? " ↓" : ""
        return #"<th scope="col" title="\#(ReportText.escaped(key.definition))">\#(key)\#(arrow)</th>"#
      } + (hasFit ? ["<th scope=\"col\">fit</th>"] : []) + ["<th scope=\"col\">answer</th>"]
      + (hasMemory ? ["<th scope=\"col\">memory</th>"] : [])
    let rows = models.indices.map { index in
      let model = models[index]
      let spec = model.spec.map { #"<span class="spec">\#(ReportText.escaped($0.text))</span>"# } ?? ""
      let cells = keys.map { cell($0, index) }.joined()
      let costs =
        (hasFit ? "<td>\(ReportText.duration(model.fitSeconds))</td>" : "")
        + "<td>\(ReportText.duration(model.scoreSeconds))</td>"
        + (hasMemory ? "<td>\(ReportText.bytes(model.peakBytes))</td>" : "")
      return "<tr><th scope=\"row\">\(ReportText.escaped(model.name))\(spec)</th>\(cells)\(costs)</tr>"
    }
    return """
      <h2>Results</h2>
      <p class="note">Shaded: best value of the column. <span style="color:var(--accent)">≈</span>: not \
      distinguishable from the best (paired permutation test, Holm-corrected, p ≥ \
      \(ReportText.fixed(level, decimals: 2))). Small: \(percent) bootstrap interval over users. ↑ more is \
      better, ↓ less is better.</p>
      <div class="scroll"><table><thead><tr>\(head.joined())</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private func cell(_ key: MetricKey, _ index: Int) -> String {
    guard let own = metric(key, of: models[index]) else {
      let reason = models[index].absent[key.description] ?? "not computed"
      return #"<td class="soft" title="\#(ReportText.escaped(reason))">–</td>"#
    }
    let decimals = ReportText.decimals(for: models.compactMap { metric(key, of: $0)?.value })
    let leader = best(key)
    var mark = ""
    if let leader, leader != index, let test = comparison(key, models[index].name, models[leader].name),
      test.adjustedP >= level
    {
      mark =
        #"<span class="near" title="\#(ReportText.escaped(ReportText.probability(test.adjustedP)))">≈ </span>"#
    }
    let interval =
      if let low = own.low, let high = own.high { "<small>\(range(low, high, decimals))</small>" } else { "" }
    return "<td\(leader == index ? " class=\"best\"" : "")>\(mark)"
      + "\(ReportText.fixed(own.value, decimals: decimals))\(interval)</td>"
  }

  /// Every pair of models on every metric.
  var comparisons: String? {
    guard !document.comparisons.isEmpty else { return nil }
    let rows = document.comparisons.map { test -> String in
      let decimals = ReportText.decimals(for: [test.difference, test.low ?? 0, test.high ?? 0])
      let interval = test.low.flatMap { low in test.high.map { range(low, $0, decimals) } } ?? "–"
      return """
        <tr><th scope="row">\(ReportText.escaped(test.metric))</th>\
        <td class="w">\(ReportText.escaped(test.first)) − \(ReportText.escaped(test.second))</td>\
        <td>\(ReportText.fixed(test.difference, decimals: decimals))</td><td>\(interval)</td>\
        <td>\(ReportText.fixed(test.effectSize, decimals: 3))</td>\
        <td>\(ReportText.grouped(test.greater)) / \(ReportText.grouped(test.smaller))</td>\
        <td>\(pText(test.p))</td><td>\(pText(test.adjustedP))</td></tr>
        """
    }
    return """
      <h2>Differences between models</h2>
      <p class="note">Paired over the same users. Effect: mean difference divided by its standard deviation. p: \
      sign-flip permutation test, two-sided; corrected for all pairs of a metric by Holm's method.</p>
      <details><summary>\(document.comparisons.count) comparisons</summary>
      <div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col" class="w">models</th>\
      <th scope="col">difference</th><th scope="col">\(percent) interval</th><th scope="col">effect</th>\
      <th scope="col">users more / less</th><th scope="col">p</th><th scope="col">p corrected</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details>
      """
  }

  private func pText(_ p: Double) -> String { p < 0.001 ? "&lt; 0.001" : ReportText.fixed(p, decimals: 3) }
}
