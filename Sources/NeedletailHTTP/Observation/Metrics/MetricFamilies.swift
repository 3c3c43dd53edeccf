import Synchronization

/// All figures of a process, kept for Prometheus to read.
///
/// A family is a name with its kind; each set of labels of it is a series. A series that is asked for again is the
/// same one. Names and labels come from the program and its configuration, never from clients, so their number is
/// bounded.
package final class MetricFamilies: Sendable {
  /// Bounds of the buckets of spans of time, in seconds.
  package static let latencies: [Double] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  struct Family {
    let kind: String
    var help: String
    var series: [(labels: [(String, String)], series: any Series)] = []
  }

  private let families = Mutex<[String: Family]>([:])

  /// No figures yet.
  package init() {}

  /// A number that grows.
  package func counter(_ name: String, _ labels: [(String, String)] = [], help: String = "") -> Counter {
    series(name, "counter", labels, help) { Counter() }
  }

  /// A number that goes up and down.
  package func gauge(_ name: String, _ labels: [(String, String)] = [], help: String = "") -> Gauge {
    series(name, "gauge", labels, help) { Gauge() }
  }

  /// How values are distributed.
  ///
  /// - Parameter bounds: the upper bounds of the buckets, ascending; those of the series' first asking count.
  package func histogram(
    _ name: String, _ labels: [(String, String)] = [], bounds: [Double] = latencies, help: String = ""
  ) -> Histogram {
    series(name, "histogram", labels, help) { Histogram(bounds: bounds) }
  }

  /// Everything in the text format of Prometheus, families in the order of their names.
  package func text() -> [UInt8] {
    let all = families.withLock { $0 }
    var text: [UInt8] = []
    for (name, family) in all.sorted(by: { $0.key < $1.key }) {
      if !family.help.isEmpty {
        text += "# HELP \(name) \(PrometheusText.help(family.help))\n".utf8
      }
      text += "# TYPE \(name) \(family.kind)\n".utf8
      for (labels, series) in family.series { series.write(name, labels, to: &text) }
    }
    return text
  }

  /// A series of a family; of another kind than the family's first, it gets a name of its own, since one name
  /// cannot be two things.
  private func series<Kind: Series>(
    _ name: String, _ kind: String, _ labels: [(String, String)], _ help: String, make: () -> Kind
  ) -> Kind {
    let name = PrometheusText.name(name)
    let labels = labels.map { (PrometheusText.labelName($0.0), $0.1) }
    return families.withLock { families in
      var key = name
      while let family = families[key], family.kind != kind { key += "_\(kind)" }
      var family = families[key] ?? Family(kind: kind, help: help)
      if family.help.isEmpty { family.help = help }
      defer { families[key] = family }
      let known = family.series.first { series in
        series.labels.elementsEqual(labels) { $0 == $1 }
      }
      if let known = known?.series as? Kind { return known }
      let new = make()
      family.series.append((labels, new))
      return new
    }
  }
}

/// One line, or the lines of one histogram.
protocol Series: AnyObject, Sendable {
  /// Appends its lines.
  func write(_ name: String, _ labels: [(String, String)], to text: inout [UInt8])
}
