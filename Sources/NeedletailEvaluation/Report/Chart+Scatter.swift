/// A model in the plane of two metrics.
struct ScatterPoint {
  let series: Int
  let name: String
  let x: EvaluationDocument.Metric
  let y: EvaluationDocument.Metric
}

extension Chart {
  /// One metric against another, models by name.
  static func scatter(_ points: [ScatterPoint], xTitle: String, yTitle: String) -> String {
    func ends(_ metric: EvaluationDocument.Metric) -> [Double] {
      [metric.value, metric.low, metric.high].compactMap(\.self)
    }
    let xRange = ChartScale.roundRange(points.flatMap { ends($0.x) }, includesZero: false)
    let yRange = ChartScale.roundRange(points.flatMap { ends($0.y) }, includesZero: false)
    var chart = Chart(height: 330, left: 54, label: "\(yTitle) against \(xTitle)")
    let x = ChartScale(low: xRange.low, high: xRange.high, from: chart.left + 8, to: chart.right - 8)
    let y = ChartScale(low: yRange.low, high: yRange.high, from: chart.bottom - 6, to: chart.top + 4)
    chart.verticalAxis(y, ticks: yRange.ticks, decimals: yRange.decimals)
    chart.horizontalAxis(
      x, ticks: xRange.ticks.map { ($0, ReportText.fixed($0, decimals: xRange.decimals)) }, title: xTitle)
    var boxes = points.map { point in
      Box(x: x(point.x.value) - 6, y: y(point.y.value) - 6, width: 12, height: 12)
    }
    for point in points {
      let (px, py) = (x(point.x.value), y(point.y.value))
      if let low = point.x.low, let high = point.x.high {
        boxes.append(Box(x: x(low), y: py - 1.5, width: x(high) - x(low), height: 3))
      }
      if let low = point.y.low, let high = point.y.high {
        boxes.append(Box(x: px - 1.5, y: y(high), width: 3, height: y(low) - y(high)))
      }
      let style = "e s\(point.series % ReportStyle.seriesCount)"
      if let low = point.x.low, let high = point.x.high { chart.line(x(low), py, x(high), py, style) }
      if let low = point.y.low, let high = point.y.high { chart.line(px, y(low), px, y(high), style) }
      chart.mark(px, py, series: point.series, size: 4.6)
    }
    for point in points {
      let width = Chart.textWidth(point.name)
      let (px, py) = (x(point.x.value), y(point.y.value))
      let places = [
        Box(x: px + 9, y: py - 7, width: width, height: 14),
        Box(x: px - 9 - width, y: py - 7, width: width, height: 14),
        Box(x: px + 6, y: py - 21, width: width, height: 14),
        Box(x: px + 6, y: py + 7, width: width, height: 14),
        Box(x: px - 6 - width, y: py - 21, width: width, height: 14),
        Box(x: px - 6 - width, y: py + 7, width: width, height: 14),
        Box(x: px - width / 2, y: py - 26, width: width, height: 14),
        Box(x: px - width / 2, y: py + 13, width: width, height: 14),
        Box(x: px + 14, y: py - 34, width: width, height: 14),
        Box(x: px + 14, y: py + 20, width: width, height: 14),
      ]
      let frame = Box(
        x: chart.left, y: chart.top, width: chart.right - chart.left, height: chart.bottom - chart.top)
      // A label that fits nowhere stays within the frame, where it may touch a neighbour.
      let place =
        places.first { place in frame.contains(place) && !boxes.contains { $0.overlaps(place) } }
        ?? places.first { frame.contains($0) } ?? places[0]
      boxes.append(place)
      chart.text(place.x, place.y + 11, point.name, anchor: "start", style: "d")
    }
    return chart.svg
  }

  /// A rectangle that something covers.
  private struct Box {
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    func contains(_ other: Box) -> Bool {
      other.x >= x && other.y >= y && other.x + other.width <= x + width
        && other.y + other.height <= y + height
    }
  }
}
