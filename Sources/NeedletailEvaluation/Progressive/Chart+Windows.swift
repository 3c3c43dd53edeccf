extension Chart {
  /// Lines over windows, a line an arm; few points have marks.
  ///
  /// - Parameters:
  ///   - title: of the horizontal axis.
  ///   - from: where a dashed line stands.
  static func windows(
    _ series: [ChartSeries], label: String, title: String, includesZero: Bool = false, from: Double? = nil
  ) -> String {
    let points = series.flatMap(\.points)
    guard let first = points.map(\.0).min(), let last = points.map(\.0).max() else {
      return "<p class=\"note\">Nothing to show.</p>"
    }
    let range = ChartScale.roundRange(points.map(\.1), includesZero: includesZero)
    var chart = Chart(label: label)
    let x = ChartScale(low: first, high: last, from: chart.left + 10, to: chart.right - 10)
    let y = ChartScale(low: range.low, high: range.high, from: chart.bottom, to: chart.top)
    chart.verticalAxis(y, ticks: range.ticks, decimals: range.decimals)
    let ticks = Set(points.map(\.0)).sorted()
    chart.horizontalAxis(x, ticks: ticks.map { ($0, "\(Int($0))") }, title: title)
    if includesZero, range.low < 0 { chart.line(chart.left, y(0), chart.right, y(0), "r") }
    if let from, from > first { chart.line(x(from), chart.top, x(from), chart.bottom, "r") }
    for line in series where !line.points.isEmpty {
      let places = line.points.map { (x($0.0), y($0.1)) }
      chart.path(places, series: line.series)
      let step = max(1, places.count / 6)
      for (index, place) in places.enumerated() where (index + line.series) % step == 0 {
        chart.mark(place.0, place.1, series: line.series)
      }
    }
    return chart.svg
  }
}
