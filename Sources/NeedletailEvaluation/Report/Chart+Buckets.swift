/// One group of users in a chart.
struct BucketRow {
  let name: String
  let users: Int
  /// One value a model; nil where the model has none.
  let values: [EvaluationDocument.Metric?]
}

extension Chart {
  /// A metric by groups: groups from top to bottom, a mark with its interval for each model.
  static func buckets(_ rows: [BucketRow], metric: String, attribute: String) -> String {
    let names = rows.map { "\(shortened($0.name)) (\(ReportText.grouped($0.users)))" }
    let models = rows.first?.values.count ?? 0
    let gap = 9.0
    let step = models > 8 ? 6.0 : 8.0
    let rowHeight = Double(models) * step + gap * 2
    let left = min(max(60, (names.map(textWidth).max() ?? 0) + 12), 200)
    var chart = Chart(
      height: rowHeight * Double(rows.count) + 14 + 44, left: left, label: "\(metric) by \(attribute)")
    let values = rows.flatMap(\.values).compactMap(\.self)
    let ends = values.flatMap { [$0.value, $0.low, $0.high].compactMap(\.self) }
    let range = ChartScale.roundRange(ends, includesZero: true, wanted: 4)
    let x = ChartScale(low: range.low, high: range.high, from: chart.left + 4, to: chart.right - 10)
    chart.horizontalAxis(
      x, ticks: range.ticks.map { ($0, ReportText.fixed($0, decimals: range.decimals)) }, title: metric,
      grid: true)
    for (index, row) in rows.enumerated() {
      let top = chart.top + Double(index) * rowHeight
      if index > 0 { chart.line(0, top, chart.right, top, "g") }
      chart.text(chart.left - 8, top + rowHeight / 2 + 4, names[index], anchor: "end", style: "d")
      for case (let model, let value?) in row.values.enumerated() {
        let y = top + gap + (Double(model) + 0.5) * step
        if let low = value.low, let high = value.high {
          chart.line(x(low), y, x(high), y, "e s\(model % ReportStyle.seriesCount)")
        }
        chart.mark(x(value.value), y, series: model, size: 3.2)
      }
    }
    return chart.svg
  }

  private static func shortened(_ name: String) -> String {
    name.count > 18 ? name.prefix(17) + "…" : name
  }
}
