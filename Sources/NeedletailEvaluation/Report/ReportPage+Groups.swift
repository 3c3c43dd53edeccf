extension ReportPage {
  /// The models within groups of users by difficulty and by activity.
  var groupComparisons: String? {
    guard let tables = document.groupComparisons, !tables.isEmpty else { return nil }
    let figures = tables.filter { !$0.attribute.contains("cumulative") && $0.groups.count > 1 }.map(
      groupChart)
    var notes: [String] = []
    for note in tables.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
    return """
      <h2>Who gains and who loses</h2>
      \(notes.map { "<p class=\"note\">\(ReportText.escaped($0))</p>" }.joined(separator: "\n"))
      <p class="note">Gain: of the mean over that of \(ReportText.escaped(tables[0].baseline)). p: paired sign-flip \
      permutation tests over the users of a group, two-sided, corrected by Holm's method for all models and groups \
      of a table that are tested against the same model.</p>
      \(figures.isEmpty ? "" : legend + "\n<div class=\"grid\">\(figures.joined(separator: "\n"))</div>")
      \(tables.map(groupTable).joined(separator: "\n"))
      """
  }

  private func groupChart(_ table: EvaluationDocument.GroupComparison) -> String {
    let rows = table.groups.map { group in
      BucketRow(
        name: group.name, users: group.users,
        values: group.models.map { .init(value: $0.value, n: group.users) })
    }
    let chart = Chart.buckets(rows, metric: table.metric, attribute: table.attribute)
    return "<figure><h3>\(ReportText.escaped(table.metric)) by \(table.attribute)</h3>\(chart)</figure>"
  }

  private func groupTable(_ table: EvaluationDocument.GroupComparison) -> String {
    let rows = table.groups.flatMap { group in
      group.models.enumerated().map { index, model -> String in
        let head =
          index == 0
          ? "<th scope=\"row\" rowspan=\"\(group.models.count)\">\(ReportText.escaped(group.name))"
            + "<small>\(ReportText.grouped(group.users)) users</small></th>" : ""
        let gain = model.gain.map { ($0 > 0 ? "+" : "") + ReportText.fixed($0, decimals: 1) + " %" } ?? "–"
        return "<tr>\(head)<td class=\"w\">\(ReportText.escaped(model.name))</td>"
          + "<td>\(ReportText.fixed(model.value, decimals: 4))</td><td>\(gain)</td>"
          + "<td>\(probability(model.againstBaseline))</td>"
          + (table.control == nil ? "" : "<td>\(probability(model.againstControl))</td>") + "</tr>"
      }
    }
    let control = table.control.map { "<th scope=\"col\">against \(ReportText.escaped($0))</th>" } ?? ""
    return """
      <details><summary>\(ReportText.escaped(table.metric)) by \(ReportText.escaped(table.attribute))</summary>
      <div class="scroll"><table><thead><tr><th scope="col">group</th><th scope="col" class="w">model</th>\
      <th scope="col">\(ReportText.escaped(table.metric))</th><th scope="col">gain</th>\
      <th scope="col">against \(ReportText.escaped(table.baseline))</th>\(control)</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details>
      """
  }

  private func probability(_ test: EvaluationDocument.GroupComparison.Test?) -> String {
    guard let test else { return "–" }
    return ReportText.escaped(
      (test.difference > 0 ? "+" : "") + ReportText.fixed(test.difference, decimals: 4))
      + "<small>\(ReportText.escaped(ReportText.probability(test.adjustedP)))</small>"
  }
}
