import NeedletailCore

extension EarlyStopping {
  /// Stops by a metric on the examples of a plan.
  init(by metric: MetricKey, on plan: ExamplePlan, patience: Int, interval: Int) {
    self.init(
      metric: "\(metric)", isLowerBetter: metric.direction == .lower, patience: patience, interval: interval
    ) { try plan.value(of: metric, $0) }
  }
}
