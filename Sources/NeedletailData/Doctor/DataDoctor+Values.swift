import NeedletailMath

extension DataDoctor {
  /// Values that are constant, not finite or off the scale.
  static func values(_ log: InteractionLog) -> [Finding] {
    guard let values = log.values else { return [] }
    var broken = Tally()
    var counts: [Float: Int] = [:]
    var isDiscrete = true
    values.withUnsafeBufferPointer { values in
      for (position, value) in values.enumerated() {
        if !value.isFinite {
          broken.add(position)
        } else if isDiscrete {
          counts[value, default: 0] += 1
          isDiscrete = counts.count <= 200
        }
      }
    }
    func detail(_ position: Int) -> String { ", value \(values[position])" }
    var findings = [
      report(
        .notFinite, .error, broken, log, "\(broken.count) values are NaN or infinite", detail: detail)
    ]
    if isDiscrete, counts.count == 1, let value = counts.keys.first {
      findings.append(
        Finding(
          .constantValues, .warning, count: log.count,
          "all values are \(value): they say no more than that the interaction happened"))
    }
    if isDiscrete, let scale = scale(of: counts) {
      var beyond = Tally()
      values.withUnsafeBufferPointer { values in
        for (position, value) in values.enumerated() where value.isFinite && !scale.contains(value) {
          beyond.add(position)
        }
      }
      findings.append(
        report(
          .offScale, .warning, beyond, log,
          "\(beyond.count) values lie beyond the scale \(scale.lowerBound)...\(scale.upperBound) of the others",
          detail: detail))
    }
    return findings.compactMap(\.self)
  }

  /// The range of the values that each have a thousandth of the rows, if there are several.
  private static func scale(of counts: [Float: Int]) -> ClosedRange<Float>? {
    let total = counts.values.reduce(0, +)
    let common = counts.filter { $0.value * 1000 >= total }.keys
    guard common.count >= 3, let low = common.min(), let high = common.max() else { return nil }
    return low...high
  }

  /// Signals out of their range.
  static func signals(_ log: InteractionLog) -> [Finding] {
    let ranges: [(name: String, range: ClosedRange<Float>)] = [
      ("completion", 0...1), ("dwell", 0...Float.greatestFiniteMagnitude), ("intent", 0...1),
    ]
    return ranges.compactMap { name, range in
      guard let column = log.signals[name] else { return nil }
      var beyond = Tally()
      column.withUnsafeBufferPointer { column in
        for (position, value) in column.enumerated() where !value.isNaN && !range.contains(value) {
          beyond.add(position)
        }
      }
      let expected = name == "dwell" ? "negative or infinite" : "outside 0...1"
      return report(
        .signalRange, .warning, beyond, log, "\(beyond.count) values of \(name) are \(expected)",
        detail: { ", \(name) \(column[$0])" })
    }
  }
}
