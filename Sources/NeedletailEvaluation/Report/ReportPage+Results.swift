extension ReportPage {
  /// The title, the data, and the finding in a sentence.
  func heading(_ title: String) -> String {
    let data = document.data
    let size =
      data.examples.map {
        "\(ReportText.grouped($0.count)) labelled examples, "
          + ($0.classes.map { "\($0.count) classes" }
            ?? "\(ReportText.grouped($0.positives)) of them positive")
          + ", "
          + "\($0.fields.count) fields"
      }
      ?? [
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
    var columns = keys.map { key in
      let arrow = key.direction == .higher ? " ↑" : key.direction == .lower ? " ↓" : ""
      return Column(
        head: #"<span title="\#(ReportText.escaped(key.definition))">\#(key)\#(arrow)</span>"#,
        cells: models.indices.map { cell(key, $0) })
    }
    func add(
      _ name: String, _ isKnown: (EvaluationDocument.Model) -> Bool,
      _ text: (EvaluationDocument.Model) -> String
    ) {
      guard models.contains(where: isKnown) else { return }
      columns.append(Column(head: name, cells: models.map { "<td class=\"soft\">\(text($0))</td>" }))
    }
    add("time to fit", { $0.fitSeconds != nil }) { ReportText.escaped(ReportText.duration($0.fitSeconds)) }
    add("time to answer", { _ in true }) { ReportText.escaped(ReportText.duration($0.scoreSeconds)) }
    add("memory to fit", { $0.peakBytes != nil }) { ReportText.bytes($0.peakBytes) }
    let names = models.map { model in
      #"<span class="name">\#(ReportText.escaped(model.name))</span>"#
    }
    return """
      <h2>Results</h2>
      <p class="note">Shaded: the best model of a metric. <span style="color:var(--accent)">≈</span>: not \
      distinguishable from the best (paired \(document.data.examples == nil ? "permutation test" : "test"), \
      Holm-corrected, p ≥ \
      \(ReportText.fixed(level, decimals: 2))). Small: \(percent) bootstrap interval over \(units). ↑ more is \
      better, ↓ less is better.</p>
      <div class="scroll"><table class="results">\(table(columns, names))</table></div>
      \(models.compactMap(foldIn).joined(separator: "\n"))
      """
  }

  /// How a model with rows of users does when everybody is a stranger.
  private func foldIn(_ model: EvaluationDocument.Model) -> String? {
    guard let foldIn = model.foldIn else { return nil }
    let figures = keys.compactMap { key -> String? in
      guard let metric = foldIn[key.description], metric.value != model.metrics[key.description]?.value
      else { return nil }
      return "\(key) \(ReportText.fixed(metric.value, decimals: 4))"
    }
    let told = figures.isEmpty ? "the same figures" : figures.joined(separator: ", ")
    return #"""
      <p class="note"><b>\#(ReportText.escaped(model.name))</b> keeps a row of its own for each training user. \#
      With every user folded in as a stranger: \#(told).</p>
      """#
  }

  /// One metric of all models.
  private struct Column {
    let head: String
    let cells: [String]
  }

  /// The table with models in rows, or in columns when they are fewer than the metrics.
  private func table(_ columns: [Column], _ names: [String]) -> String {
    let isTurned = columns.count > names.count
    let corner = isTurned ? "metric" : "model"
    let heads = isTurned ? names : columns.map(\.head)
    let rows =
      isTurned
      ? columns : names.indices.map { row in Column(head: names[row], cells: columns.map { $0.cells[row] }) }
    let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { "<tr><th scope=\"row\">\($0.head)</th>\($0.cells.joined())</tr>" }
    return "<thead><tr><th scope=\"col\">\(corner)</th>\(head)</tr></thead><tbody>\n"
      + body.joined(separator: "\n") + "\n</tbody>"
  }

  private func cell(_ key: MetricKey, _ index: Int) -> String {
    guard let own = metric(key, of: models[index]) else {
      let reason = models[index].absent[key.description] ?? "not computed"
      return #"<td class="soft" title="\#(ReportText.escaped(reason))">–</td>"#
    }
    let decimals = ReportText.decimals(for: models.compactMap { metric(key, of: $0)?.value })
    let leader = best(key)
    var mark = ""
    if let leader, leader != index, metric(key, of: models[leader])?.value != own.value,
      let test = comparison(key, models[index].name, models[leader].name),
      test.adjustedP >= level
    {
      mark =
        #"<span class="near" title="\#(ReportText.escaped(ReportText.probability(test.adjustedP)))">≈ </span>"#
    }
    let interval =
      if let low = own.low, let high = own.high { "<small>\(range(low, high, decimals))</small>" } else { "" }
    let isBest = leader.map { metric(key, of: models[$0])?.value == own.value } ?? false
    return "<td\(isBest ? " class=\"best\"" : "")>\(mark)"
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
      <p class="note">Paired over the same \(units). Effect: mean difference divided by its standard deviation. p: \
      \(document.data.examples == nil ? "" : "DeLong's test of areas under the ROC curve, else ")\
      sign-flip permutation test, two-sided; corrected for a metric's pairs by Holm's method.</p>
      <details><summary>\(document.comparisons.count) comparisons</summary>
      <div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col" class="w">models</th>\
      <th scope="col">difference</th><th scope="col">\(percent) interval</th><th scope="col">effect</th>\
      <th scope="col">\(units) more / less</th><th scope="col">p</th><th scope="col">p corrected</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details>
      """
  }

  private func pText(_ p: Double) -> String { p < 0.001 ? "&lt; 0.001" : ReportText.fixed(p, decimals: 3) }
}
