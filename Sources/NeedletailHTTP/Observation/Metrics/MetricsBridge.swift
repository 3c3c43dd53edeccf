package import CoreMetrics

/// Lets whatever reports to swift-metrics report to our families: the stages of the engine among others.
///
/// Timers and aggregating recorders become histograms; a timer's name gets the unit `_seconds`.
package struct MetricsBridge: MetricsFactory {
  private let families: MetricFamilies

  /// A factory over families.
  package init(_ families: MetricFamilies) { self.families = families }

  /// A counter.
  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    BridgedCounter(families.counter(label, dimensions))
  }

  /// A counter of fractions.
  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    BridgedCounter(families.counter(label, dimensions))
  }

  /// A gauge.
  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    BridgedGauge(families.gauge(label, dimensions))
  }

  /// A histogram, or a gauge.
  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    guard aggregate else { return BridgedGauge(families.gauge(label, dimensions)) }
    let bounds = (0...20).map { Double(1 << $0) }
    return BridgedHistogram(families.histogram(label, dimensions, bounds: bounds))
  }

  /// A histogram of seconds.
  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    BridgedHistogram(families.histogram(label.hasSuffix("_seconds") ? label : label + "_seconds", dimensions))
  }

  /// Series stay for the life of the process.
  package func destroyCounter(_ handler: any CounterHandler) {}
  /// Series stay for the life of the process.
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  /// Series stay for the life of the process.
  package func destroyMeter(_ handler: any MeterHandler) {}
  /// Series stay for the life of the process.
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Series stay for the life of the process.
  package func destroyTimer(_ handler: any TimerHandler) {}
}

extension MetricFamilies {
  /// The figures of this process, to which swift-metrics reports unless somebody gave it another end before.
  package static let process: MetricFamilies = {
    let families = MetricFamilies()
    if MetricsSystem.factory is NOOPMetricsHandler { MetricsSystem.bootstrap(MetricsBridge(families)) }
    return families
  }()
}

private final class BridgedCounter: CounterHandler, FloatingPointCounterHandler {
  let counter: Counter
  init(_ counter: Counter) { self.counter = counter }
  func increment(by amount: Int64) { counter.add(Double(amount)) }
  func increment(by amount: Double) { counter.add(amount) }
  func reset() { counter.reset() }
}

private final class BridgedGauge: MeterHandler, RecorderHandler {
  let gauge: Gauge
  init(_ gauge: Gauge) { self.gauge = gauge }
  func set(_ value: Int64) { gauge.set(Double(value)) }
  func set(_ value: Double) { gauge.set(value) }
  func increment(by amount: Double) { gauge.add(amount) }
  func decrement(by amount: Double) { gauge.add(-amount) }
  func record(_ value: Int64) { gauge.set(Double(value)) }
  func record(_ value: Double) { gauge.set(value) }
}

private final class BridgedHistogram: TimerHandler, RecorderHandler {
  let histogram: Histogram
  init(_ histogram: Histogram) { self.histogram = histogram }
  func recordNanoseconds(_ duration: Int64) { histogram.record(Double(duration) * 1e-9) }
  func record(_ value: Int64) { histogram.record(Double(value)) }
  func record(_ value: Double) { histogram.record(value) }
}
