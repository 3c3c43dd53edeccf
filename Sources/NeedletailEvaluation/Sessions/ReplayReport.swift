/// The report of a replay as one HTML file that needs nothing else.
public enum ReplayReport {
  /// The report of a document.
  ///
  /// - Parameter commandLine: how to repeat the run.
  public static func html(_ document: ReplayDocument, commandLine: String? = nil) -> String {
    let title = "What the running session is worth"
    let source = ReportText.escaped(document.data.source ?? "data")
    let sections = document.models.map { section($0, document) } + [provenance(document, commandLine)]
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
      <p class="soft">\(source): \(ReportText.grouped(document.data.users)) users, \
      \(ReportText.grouped(document.data.items)) items, \
      \(ReportText.grouped(document.data.interactions)) interactions. \
      Replayed: \(ReportText.escaped(document.split)).</p>
      \(sections.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private static func section(_ model: ReplayDocument.Model, _ document: ReplayDocument) -> String {
    let tables = document.metrics.map { table(model.slices, $0) }
    let metric = document.metrics.first ?? ""
    let arms = model.slices.first?.arms.map(\.name) ?? []
    let rows = model.slices.map { slice in
      BucketRow(
        name: slice.events.rawValue, users: slice.moments,
        values: arms.indices.map { arm in
          slice.arms.count > arm ? slice.arms[arm].metrics[metric] : nil
        })
    }
    let legend = arms.enumerated().map { index, name in
      #"<li><svg viewBox="0 0 14 14" aria-hidden="true">\#(Chart.mark(7, 7, series: index, size: 5))</svg>"#
        + "\(ReportText.escaped(name))</li>"
    }
    return """
      <h2>\(ReportText.escaped(model.name))</h2>
      \(lead(model, metric))
      <p class="note">Each moment is just before a user takes up an item new to them; all arms rank the whole \
      catalogue. Long-term knows the events before the session; folded also the session's, like all others; \
      session only these; both blends long-term and session. Small: intervals over users. Rows: how many events the session had before the moment. \
      Blend: \(ReportText.escaped(model.blend)).</p>
      \(tables.joined(separator: "\n"))
      <ul class="legend">\(legend.joined())</ul>
      <div class="grid">
      <figure><h3>\(ReportText.escaped(metric)) by events in the session (moments)</h3>\
      \(Chart.buckets(rows, metric: metric, attribute: "events in the session"))</figure>
      <figure><h3>Gain of both over long-term against lag, %</h3>\(Chart.lags(model.lags, metric: metric))</figure>
      </div>
      """
  }

  private static func lead(_ model: ReplayDocument.Model, _ metric: String) -> String {
    guard let all = model.slices.first, let gain = all.gain(of: "both", over: "long-term", metric) else {
      return ""
    }
    let test = all.comparisons.first {
      $0.metric == metric && Set([$0.first, $0.second]) == ["both", "long-term"]
    }
    let sign = gain >= 0 ? "+" : ""
    let p = test.map { " (\(ReportText.probability($0.adjustedP)))" } ?? ""
    return """
      <p class="lead">Both signals against the long-term one: \
      \(sign)\(ReportText.fixed(gain * 100, decimals: 1)) % \(ReportText.escaped(metric))\
      \(ReportText.escaped(p)) over \(ReportText.grouped(all.moments)) moments of \
      \(ReportText.grouped(all.users)) users.</p>
      """
  }

  private static func table(_ slices: [ReplayDocument.Slice], _ metric: String) -> String {
    let arms = slices.first?.arms.map(\.name) ?? []
    let head =
      (["\(metric), events in session", "moments"] + arms + ["both / long-term"])
      .map { "<th scope=\"col\">\(ReportText.escaped($0))</th>" }.joined()
    let body = slices.map { slice -> String in
      let best = slice.arms.compactMap { $0.metrics[metric]?.value }.max()
      let cells = slice.arms.map { arm -> String in
        guard let own = arm.metrics[metric] else { return "<td class=\"soft\">–</td>" }
        let interval = own.low.flatMap { low in
          own.high.map {
            "<small>\(ReportText.fixed(low, decimals: 4)) – \(ReportText.fixed($0, decimals: 4))</small>"
          }
        }
        return "<td\(own.value == best ? " class=\"best\"" : "")>\(ReportText.fixed(own.value, decimals: 4))"
          + "\(interval ?? "")</td>"
      }
      let gain = slice.gain(of: "both", over: "long-term", metric).map { 1 + $0 }
      return
        "<tr><th scope=\"row\">\(slice.events.rawValue)</th><td>\(ReportText.grouped(slice.moments))</td>"
        + "\(cells.joined())<td>\(ReportText.fixed(gain, decimals: 3))</td></tr>"
    }
    return """
      <div class="scroll"><table><thead><tr>\(head)</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div><p></p>
      """
  }

  private static func provenance(_ document: ReplayDocument, _ commandLine: String?) -> String {
    let trials = document.models.map { model in
      let rows = model.validation.map {
        "<tr><th scope=\"row\">\(ReportText.escaped($0.blend))</th>"
          + "<td>\(ReportText.fixed($0.value, decimals: 4))</td></tr>"
      }
      return """
        <details><summary>\(ReportText.escaped(model.name)): \(model.validation.count) settings tried</summary>
        <div class="scroll"><table><tbody>\(rows.joined())</tbody></table></div></details>
        """
    }
    return """
      <h2>Settings</h2>
      <p class="note">Chosen by \(ReportText.escaped(document.choice)); the test period decided nothing.</p>
      \(trials.joined(separator: "\n"))
      <h2>To repeat this run</h2>
      \(commandLine.map { "<pre>\(ReportText.escaped($0))</pre>" } ?? "")
      <p class="note">Needletail \(ReportText.escaped(document.environment.version)), seed \(document.seed), \
      \(ReportText.grouped(document.environment.resamples)) bootstrap resamples of users; paired sign-flip \
      tests over users, Holm-corrected.</p>
      """
  }
}

extension Chart {
  /// The relative gain of both signals at growing lags, evenly spaced, with the line of no gain.
  static func lags(_ lags: [ReplayDocument.Lag], metric: String) -> String {
    let gains = lags.map { ($0.slice.gain(of: "both", over: "long-term", metric) ?? 0) * 100 }
    guard !gains.isEmpty else { return "" }
    let range = ChartScale.roundRange(gains, includesZero: true)
    var chart = Chart(label: "gain in \(metric) at \(lags.count) lags")
    let x = ChartScale(
      low: 0, high: Double(max(lags.count - 1, 1)), from: chart.left + 16, to: chart.right - 22)
    let y = ChartScale(low: range.low, high: range.high, from: chart.bottom, to: chart.top)
    chart.verticalAxis(y, ticks: range.ticks, decimals: range.decimals)
    chart.horizontalAxis(
      x, ticks: lags.enumerated().map { (Double($0.offset), duration($0.element.lagSeconds)) },
      title: "lag of the session's events")
    chart.line(chart.left, y(0), chart.right, y(0), "r")
    let points = gains.enumerated().map { (x(Double($0.offset)), y($0.element)) }
    chart.path(points, series: 0)
    for (point, gain) in zip(points, gains) {
      chart.mark(point.0, point.1, series: 0)
      chart.text(
        point.0, point.1 - 9, "\(gain >= 0 ? "+" : "")\(ReportText.fixed(gain, decimals: 1)) %", style: "d")
    }
    return chart.svg
  }

  private static func duration(_ seconds: Double) -> String {
    seconds >= 60
      ? "\(ReportText.fixed(seconds / 60, decimals: 0)) min" : "\(ReportText.fixed(seconds, decimals: 0)) s"
  }
}
