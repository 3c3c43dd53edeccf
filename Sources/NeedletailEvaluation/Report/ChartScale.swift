import Glibc

/// Where values lie along an axis.
struct ChartScale {
  let low: Double
  let high: Double
  /// Pixels at `low` and at `high`.
  let from: Double
  let to: Double
  var isLogarithmic = false

  func callAsFunction(_ value: Double) -> Double {
    guard high > low else { return (from + to) / 2 }
    let share =
      isLogarithmic
      ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
    return from + share * (to - from)
  }

  /// A range of values with round ends a little beyond them, and the ticks within.
  static func roundRange(
    _ values: [Double], includesZero: Bool, wanted: Int = 5
  ) -> (low: Double, high: Double, ticks: [Double], decimals: Int) {
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    if includesZero {
      low = min(low, 0)
      high = max(high, 0)
    }
    if high - low < 1e-12 {
      let margin = max(abs(high) * 0.1, 1e-3)
      (low, high) = (low - margin, high + margin)
    }
    let rough = (high - low) / Double(wanted)
    let magnitude = pow(10, floor(log10(rough)))
    let step = ([1, 2, 2.5, 5, 10].first { $0 * magnitude >= rough } ?? 10) * magnitude
    let first = floor(low / step + 1e-9)
    let last = ceil(high / step - 1e-9)
    let ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    let hasHalf = abs(step / magnitude - 2.5) < 1e-9
    let decimals = max(0, -Int(floor(log10(step) + 1e-9)) + (hasHalf ? 1 : 0))
    return (first * step, last * step, ticks, decimals)
  }
}
