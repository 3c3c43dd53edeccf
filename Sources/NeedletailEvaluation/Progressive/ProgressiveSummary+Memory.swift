extension ProgressiveSummary {
  /// What age costs: frozen models against the arm's present one, by age.
  func staleness(_ records: [ArmRecord]) -> [ProgressiveDocument.Point] {
    (1..<max(plan.ages, 1)).compactMap { age in
      let gaps = records.compactMap { record in
        record.frozen[age]?.normalisedEntropy.flatMap { old in
          record.score.normalisedEntropy.map { old - $0 }
        }
      }
      guard !gaps.isEmpty else { return nil }
      return .init(windows: age, value: gaps.reduce(0, +) / Double(gaps.count), n: gaps.count)
    }
  }

  /// What a record's model has forgotten of a window further back.
  func lost(_ run: ProgressiveArmRun, _ record: ArmRecord, _ back: Int) -> Double? {
    guard let now = record.past[back]?.normalisedEntropy,
      let then = run.records.first(where: { $0.window == record.window - back })?.held?.normalisedEntropy
    else { return nil }
    return now - then
  }

  /// What is lost of past windows, by distance.
  func forgetting(_ run: ProgressiveArmRun) -> [ProgressiveDocument.Point] {
    plan.lookBacks.compactMap { back in
      let gaps = judged(run).compactMap { lost(run, $0, back) }
      guard !gaps.isEmpty else { return nil }
      return .init(windows: back, value: gaps.reduce(0, +) / Double(gaps.count), n: gaps.count)
    }
  }
}
