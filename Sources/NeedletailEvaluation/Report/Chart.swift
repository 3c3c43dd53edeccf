/// A small chart as inline SVG: a frame with axes that marks are added to.
///
/// Charts are drawn at 420 units wide, which is about the width of a phone, so that text keeps its size.
struct Chart {
  static let width = 420.0
  let height: Double
  let left: Double
  let right = 408.0
  let top = 14.0
  let bottom: Double
  private var body = ""
  private let label: String

  /// - Parameter label: what the chart shows, for readers that cannot see it.
  init(height: Double = 290, left: Double = 50, label: String) {
    self.height = height
    self.left = left
    self.label = label
    bottom = height - 44
  }

  /// The chart's SVG.
  var svg: String {
    """
    <svg viewBox="0 0 \(Self.pixels(Self.width)) \(Self.pixels(height))" role="img" \
    aria-label="\(ReportText.escaped(label))">\(body)</svg>
    """
  }

  static func pixels(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let part = abs(tenths) % 10
    return "\(sign)\(abs(tenths) / 10)\(part == 0 ? "" : ".\(part)")"
  }

  mutating func add(_ element: String) { body += element }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    let p = Self.pixels
    add(#"<line x1="\#(p(x1))" y1="\#(p(y1))" x2="\#(p(x2))" y2="\#(p(y2))" class="\#(style)"/>"#)
  }

  mutating func text(_ x: Double, _ y: Double, _ text: String, anchor: String = "middle", style: String = "t")
  {
    add(
      #"<text x="\#(Self.pixels(x))" y="\#(Self.pixels(y))" text-anchor="\#(anchor)" class="\#(style)">"#
        + "\(ReportText.escaped(text))</text>")
  }

  /// Ticks and grid lines of the vertical axis.
  mutating func verticalAxis(_ scale: ChartScale, ticks: [Double], decimals: Int) {
    for tick in ticks {
      line(left, scale(tick), right, scale(tick), "g")
      text(left - 6, scale(tick) + 3.5, ReportText.fixed(tick, decimals: decimals), anchor: "end")
    }
  }

  /// Ticks of the horizontal axis; labels that would touch the one before are left out, the last is kept.
  mutating func horizontalAxis(
    _ scale: ChartScale, ticks: [(Double, String)], title: String, grid: Bool = false
  ) {
    var taken = -Double.infinity
    let lastStart = ticks.last.map { scale($0.0) - Self.textWidth($0.1) / 2 } ?? 0
    for (index, (value, name)) in ticks.enumerated() {
      let x = scale(value)
      line(x, grid ? top : bottom, x, bottom + (grid ? 0 : 4), grid ? "g" : "a")
      let half = Self.textWidth(name) / 2
      let isLast = index == ticks.count - 1
      guard x - half > taken + 5, isLast || x + half < lastStart - 5 else { continue }
      text(x, bottom + 16, name)
      taken = x + half
    }
    line(left, bottom, right, bottom, "a")
    text((left + right) / 2, height - 8, title, style: "n")
  }

  /// About how wide a text of the axis is.
  static func textWidth(_ text: String) -> Double { Double(text.count) * 6.8 }

  /// A mark of a series: shape and colour differ, so that it reads in print.
  mutating func mark(_ x: Double, _ y: Double, series: Int, size: Double = 3.6) {
    add(Self.mark(x, y, series: series, size: size))
  }

  static func mark(_ x: Double, _ y: Double, series: Int, size: Double = 3.6) -> String {
    let p = pixels
    let style = "m s\(series % ReportStyle.seriesCount)"
    func path(_ points: [(Double, Double)]) -> String {
      let list = points.map { "\(p(x + $0.0 * size)),\(p(y + $0.1 * size))" }.joined(separator: " ")
      return #"<polygon points="\#(list)" class="\#(style)"/>"#
    }
    switch series % 6 {
    case 0: return #"<circle cx="\#(p(x))" cy="\#(p(y))" r="\#(p(size))" class="\#(style)"/>"#
    case 1: return path([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case 2: return path([(0, -1.2), (1.1, 0.9), (-1.1, 0.9)])
    case 3: return path([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
    case 4: return path([(0, 1.2), (1.1, -0.9), (-1.1, -0.9)])
    default:
      return path([
        (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2),
        (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
      ])
    }
  }

  /// A line through points.
  mutating func path(_ points: [(Double, Double)], series: Int) {
    let list = points.map { "\(Self.pixels($0.0)),\(Self.pixels($0.1))" }.joined(separator: " ")
    add(#"<polyline points="\#(list)" class="l s\#(series % ReportStyle.seriesCount)"/>"#)
  }
}
