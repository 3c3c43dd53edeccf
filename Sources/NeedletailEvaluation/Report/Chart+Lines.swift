/// The points of one model in a chart.
struct ChartSeries {
  /// The number of the model: its colour and mark.
  let series: Int
  let points: [(Double, Double)]
}

extension Chart {
  /// A metric at growing list lengths, on a logarithmic axis.
  static func cutoffs(_ series: [ChartSeries], metric: String) -> String {
    let points = series.flatMap(\.points)
    let cutoffs = Set(points.map(\.0)).sorted()
    guard let first = cutoffs.first, let last = cutoffs.last else { return "" }
    let range = ChartScale.roundRange(points.map(\.1), includesZero: true)
    var chart = Chart(label: "\(metric) at \(cutoffs.count) list lengths")
    let x = ChartScale(
      low: first, high: last, from: chart.left + 10, to: chart.right - 10, isLogarithmic: true)
    let y = ChartScale(low: range.low, high: range.high, from: chart.bottom, to: chart.top)
    chart.verticalAxis(y, ticks: range.ticks, decimals: range.decimals)
    chart.horizontalAxis(x, ticks: cutoffs.map { ($0, "\(Int($0))") }, title: "k, items in the list")
    chart.draw(series, x, y, marks: true)
    return chart.svg
  }

  static func roc(_ series: [ChartSeries]) -> String {
    var chart = Chart(label: "ROC curves")
    let (x, y) = chart.unitAxes(xTitle: "false positive rate")
    chart.line(x(0), y(0), x(1), y(1), "r")
    chart.draw(series, x, y, marks: false)
    return chart.svg
  }

  static func precisionRecall(_ series: [ChartSeries]) -> String {
    var chart = Chart(label: "precision-recall curves")
    let range = ChartScale.roundRange(series.flatMap(\.points).map(\.1), includesZero: true)
    let x = ChartScale(low: 0, high: 1, from: chart.left, to: chart.right - 8)
    let y = ChartScale(low: 0, high: range.high, from: chart.bottom, to: chart.top)
    chart.verticalAxis(y, ticks: range.ticks, decimals: range.decimals)
    chart.horizontalAxis(x, ticks: unitTicks, title: "recall")
    chart.draw(series, x, y, marks: false)
    return chart.svg
  }

  private static let unitTicks = [
    (0.0, "0"), (0.2, "0.2"), (0.4, "0.4"), (0.6, "0.6"), (0.8, "0.8"), (1.0, "1"),
  ]

  private mutating func unitAxes(xTitle: String) -> (ChartScale, ChartScale) {
    let x = ChartScale(low: 0, high: 1, from: left, to: right - 8)
    let y = ChartScale(low: 0, high: 1, from: bottom, to: top)
    verticalAxis(y, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], decimals: 1)
    horizontalAxis(x, ticks: Self.unitTicks, title: xTitle)
    return (x, y)
  }

  private mutating func draw(_ series: [ChartSeries], _ x: ChartScale, _ y: ChartScale, marks: Bool) {
    for line in series {
      let points = line.points.map { (x($0.0), y($0.1)) }
      path(points, series: line.series)
      if marks {
        for point in points { mark(point.0, point.1, series: line.series) }
      } else if !points.isEmpty {
        // A mark now and then tells lines apart in print.
        for step in 1...3 {
          let point = points[points.count * step / 4]
          mark(point.0, point.1, series: line.series)
        }
      }
    }
  }
}
