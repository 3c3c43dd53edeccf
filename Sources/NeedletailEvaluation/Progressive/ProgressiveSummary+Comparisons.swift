import NeedletailCore

extension ProgressiveSummary {
  /// All pairs of arms of a model, on normalised entropy and on what they forget.
  func comparisons() -> [ProgressiveDocument.Comparison] {
    var comparisons: [ProgressiveDocument.Comparison] = []
    for one in runs.indices {
      for other in runs.indices where other > one {
        guard runs[one].algorithm.hyperparameters == runs[other].algorithm.hyperparameters else { continue }
        comparisons += [
          compare("ne", one, other) { _, record in record.score.normalisedEntropy },
          compare("forgetting", one, other) { run, record in
            let lost = plan.lookBacks.compactMap { self.lost(run, record, $0) }
            return lost.isEmpty ? nil : lost.reduce(0, +) / Double(lost.count)
          },
        ].compactMap(\.self)
      }
    }
    return comparisons
  }

  private func compare(
    _ metric: String, _ one: Int, _ other: Int, _ value: (ProgressiveArmRun, ArmRecord) -> Double?
  ) -> ProgressiveDocument.Comparison? {
    let difference =
      series(runs[one]) { value(runs[one], $0) } - series(runs[other]) { value(runs[other], $0) }
    guard let estimate = bootstrap.estimate(difference, confidence: plan.confidence) else { return nil }
    return .init(
      metric: metric, first: names[one], second: names[other], difference: estimate.value,
      low: estimate.interval?.low, high: estimate.interval?.high,
      z: estimate.deviation > 0 ? estimate.value / estimate.deviation : nil, p: estimate.p,
      n: difference.values.compactMap(\.self).count,
      lower: difference.values.compactMap(\.self).count { $0 < 0 })
  }
}
