/// The one page of a study: the comparison, how it varies with seeds, and how hyper-parameters were chosen.
public enum StudyReport {
  /// The page as HTML.
  public static func html(_ result: StudyResult, commandLine: String? = nil) -> String {
    Report.html(
      result.evaluation, title: result.title, commandLine: commandLine,
      adding: [seeds(result), searches(result)].compactMap(\.self))
  }

  private static func seeds(_ result: StudyResult) -> String? {
    guard let summaries = result.seeds, let count = summaries.first?.seeds.count else { return nil }
    let models = result.evaluation.models.map(\.name)
    let metrics = result.evaluation.metrics.filter { key in summaries.contains { $0.metric == key } }
    let rows = metrics.map { metric in
      let own = models.map { model in summaries.first { $0.metric == metric && $0.model == model } }
      let decimals = ReportText.decimals(for: own.compactMap { $0?.mean })
      let cells = own.map { summary in
        "<td>\(ReportText.fixed(summary?.mean, decimals: decimals))"
          + "<small>± \(ReportText.fixed(summary?.deviation, decimals: decimals))</small></td>"
      }
      return "<tr><th scope=\"row\">\(ReportText.escaped(metric))</th>\(cells.joined())</tr>"
    }
    let head = models.map { "<th scope=\"col\">\(ReportText.escaped($0))</th>" }.joined()
    return """
      <h2>Over \(count) seeds of training</h2>
      <p class="note">Means and standard deviations over seeds; everything above is of the first seed. Intervals \
      over users know nothing of this spread.</p>
      <div class="scroll"><table><thead><tr><th scope="col">metric</th>\(head)</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private static func searches(_ result: StudyResult) -> String? {
    guard !result.searches.isEmpty else { return nil }
    let rows = result.searches.map { search in
      let best = search.result.best
      return """
        <tr><th scope="row">\(ReportText.escaped(search.model))</th>\
        <td class="w">\(ReportText.escaped(search.result.study.strategy))</td>\
        <td>\(ReportText.grouped(search.result.trials.count))</td>\
        <td>\(ReportText.escaped(ReportText.duration(search.result.seconds)))</td>\
        <td class="w">\(ReportText.escaped(best.map { search.result.short($0) } ?? "–"))</td>\
        <td>\(ReportText.fixed(best?.value, decimals: 4))</td></tr>
        """
    }
    let figures = result.searches.map { search in
      let page = TuningPage(result: search.result)
      return """
        <details><summary>\(ReportText.escaped(search.model)): \(search.result.trials.count) trials over \
        \(ReportText.escaped(search.result.study.space.joined(separator: ", ")))</summary>
        \([page.axes, page.fronts].compactMap(\.self).joined(separator: "\n"))
        </details>
        """
    }
    let metric = ReportText.escaped(result.searches[0].result.study.metric)
    return """
      <h2>How hyper-parameters were chosen</h2>
      <p class="note">By \(metric) on a validation part of the training data; the test part played no role.</p>
      <div class="scroll"><table><thead><tr><th scope="col">model</th><th scope="col" class="w">strategy</th>\
      <th scope="col">trials</th><th scope="col">took</th><th scope="col" class="w">chosen</th>\
      <th scope="col">\(metric)</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      \(figures.joined(separator: "\n"))
      """
  }
}
