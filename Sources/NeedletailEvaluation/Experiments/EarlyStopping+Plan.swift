import NeedletailCore

extension EarlyStopping {
  /// Stops by a metric on the users of a plan.
  ///
  /// A model that has no value of the metric ends the fit with an `EvaluationError` that says why.
  init(by metric: MetricKey, on plan: EvaluationPlan, patience: Int, interval: Int) {
    let plan = plan.measuring(metric)
    self.init(
      metric: "\(metric)", isLowerBetter: metric.direction == .lower, patience: patience, interval: interval
    ) { model in
      let result = try plan.evaluate(model, name: ModelSpecification(model.algorithm).name)
      guard let value = result[metric]?.value else {
        throw EvaluationError("cannot stop by \(metric): \(result.absent.first?.reason ?? "it has no value")")
      }
      return value
    }
  }
}
