import Glibc

/// A trial in a chart.
struct TrialPoint {
  let x: Double
  let y: Double
  /// Drawn in the colour of what stands out: the best, the front.
  var isMarked = false
  /// What a pointer over it shows.
  let title: String
}

/// The horizontal axis of a chart of trials.
enum TrialAxis {
  case linear
  case logarithmic
  /// Names at 0, 1, 2, …
  case names([String])
}

extension Chart {
  /// Trials by a quantity and the metric, and a line of what stands out.
  ///
  /// - Parameter shown: the values of the metric that matter; trials beyond them lie on the frame's edge.
  static func trials(
    _ points: [TrialPoint], line: [(Double, Double)] = [], shown: ClosedRange<Double>, axis: TrialAxis,
    xTitle: String, yTitle: String
  ) -> String {
    func clipped(_ value: Double) -> Double { min(max(value, shown.lowerBound), shown.upperBound) }
    let range = ChartScale.roundRange(points.map { clipped($0.y) }, includesZero: false)
    var chart = Chart(left: 58, label: "\(yTitle) against \(xTitle)")
    let y = ChartScale(low: range.low, high: range.high, from: chart.bottom - 6, to: chart.top + 4)
    chart.verticalAxis(y, ticks: range.ticks, decimals: range.decimals)
    let x = chart.axis(axis, points.map(\.x), title: xTitle)
    if line.count > 1 { chart.path(line.map { (x($0.0), y(clipped($0.1))) }, series: 0) }
    for point in points.sorted(by: { !$0.isMarked && $1.isMarked }) {
      let (place, size) = (
        (Self.pixels(x(point.x)), Self.pixels(y(clipped(point.y)))), point.isMarked ? "4.6" : "3.2"
      )
      chart.add(
        #"<circle cx="\#(place.0)" cy="\#(place.1)" r="\#(size)" class="m s\#(point.isMarked ? 0 : 7)"><title>"#
          + "\(ReportText.escaped(point.title))</title></circle>")
    }
    return chart.svg
  }

  /// Draws the horizontal axis.
  private mutating func axis(_ axis: TrialAxis, _ values: [Double], title: String) -> ChartScale {
    let (from, to) = (left + 10, right - 12)
    switch axis {
    case .names(let names):
      let scale = ChartScale(low: -0.5, high: Double(names.count) - 0.5, from: from, to: to)
      horizontalAxis(scale, ticks: names.enumerated().map { (Double($0.offset), $0.element) }, title: title)
      return scale
    case .linear:
      let range = ChartScale.roundRange(values, includesZero: false)
      let scale = ChartScale(low: range.low, high: range.high, from: from, to: to)
      let ticks = range.ticks.map { ($0, ReportText.fixed($0, decimals: range.decimals)) }
      horizontalAxis(scale, ticks: ticks, title: title)
      return scale
    case .logarithmic:
      var (low, high) = (values.min() ?? 1, values.max() ?? 10)
      if high / low < 1.5 { (low, high) = (low / 1.5, high * 1.5) }
      let scale = ChartScale(low: low, high: high, from: from, to: to, isLogarithmic: true)
      horizontalAxis(scale, ticks: Self.logarithmicTicks(low, high), title: title)
      return scale
    }
  }

  /// 1, 2, 5 a decade when there are few decades, else 1 and 3, else 1.
  private static func logarithmicTicks(_ low: Double, _ high: Double) -> [(Double, String)] {
    let decades = log10(high / low)
    let digits: [Double] = decades < 1.2 ? [1, 2, 3, 5, 7] : decades < 3.5 ? [1, 3] : [1]
    var ticks: [(Double, String)] = []
    for exponent in Int(floor(log10(low)))...Int(ceil(log10(high))) {
      for digit in digits {
        let value = digit * pow(10, Double(exponent))
        guard value >= low / 1.0001, value <= high * 1.0001 else { continue }
        let decimals = max(0, -exponent)
        ticks.append(
          (value, decimals > 4 ? "\(Int(digit))e\(exponent)" : ReportText.fixed(value, decimals: decimals)))
      }
    }
    return ticks
  }
}
