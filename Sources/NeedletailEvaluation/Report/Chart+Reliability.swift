/// The reliability table of one model in a chart.
struct ReliabilitySeries {
  /// The number of the model: its colour and mark.
  let series: Int
  let bins: [ReliabilityBin]
}

extension Chart {
  /// The rate of clicks against the predicted probability, a mark a bin with its interval; the diagonal is perfect.
  static func reliability(_ models: [ReliabilitySeries]) -> String {
    var chart = Chart(height: 330, label: "rate of clicks against predicted probability")
    let ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    let x = ChartScale(low: 0, high: 1, from: chart.left, to: chart.right - 8)
    let y = ChartScale(low: 0, high: 1, from: chart.bottom, to: chart.top)
    chart.verticalAxis(y, ticks: ticks, decimals: 1)
    chart.horizontalAxis(
      x, ticks: ticks.map { ($0, ReportText.fixed($0, decimals: 1)) }, title: "mean predicted probability")
    chart.line(x(0), y(0), x(1), y(1), "r")
    for model in models {
      chart.path(model.bins.map { (x($0.meanProbability), y($0.rate)) }, series: model.series)
      for bin in model.bins {
        let place = x(bin.meanProbability)
        chart.line(
          place, y(bin.rateLow), place, y(bin.rateHigh), "e s\(model.series % ReportStyle.seriesCount)")
        chart.mark(place, y(bin.rate), series: model.series)
      }
    }
    return chart.svg
  }
}
