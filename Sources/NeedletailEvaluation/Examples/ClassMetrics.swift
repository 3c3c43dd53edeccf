/// Metrics of labelled examples with more than two classes.
package enum ClassMetrics {
  /// Why a key is not measured on several classes; nil for one that is.
  static func absence(of key: MetricKey, classes: Int) -> String? {
    switch key.family {
    case .accuracy, .logloss, .auc: nil
    default:
      "\(key) speaks of two classes, and these labels have \(classes); they have accuracy, logloss and auc"
    }
  }

  /// The exact definition of a key for several classes.
  static func definition(of key: MetricKey) -> String {
    switch key.family {
    case .logloss: "−mean of ln p of each example's own class, p clipped to at least 1e-15, in nats."
    case .auc:
      "Chance that an example of a class has higher log-odds of it than one of another class, ties one half; "
        + "mean over the classes that the examples have."
    default: key.definition
    }
  }

  /// The classes that some examples have and others have not.
  static func present(_ scored: ScoredClasses) -> [Int] {
    let counts = scored.labels.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    return counts.filter { $0.value < scored.labels.count }.keys.sorted()
  }

  /// The mean over present classes of the area under the ROC curve of one class against the rest; nil with one class
  /// only.
  ///
  /// - Complexity: O(classes · examples · (classes + log examples)).
  package static func area(_ scored: ScoredClasses) -> Double? {
    let areas = present(scored).map { label in
      let one = scored.against(label)
      return BinaryClassification.auc(scores: one.logOdds.map(Double.init), labels: one.labels) ?? .nan
    }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }

  /// The same in each resample of units; NaN where a resample lacks a class.
  ///
  /// - Throws: `CancelledError`.
  static func areas(_ scored: ScoredClasses, _ bootstrap: ExampleBootstrap) throws -> [Double] {
    let labels = present(scored)
    var sums = [Double](repeating: 0, count: bootstrap.bootstrap.resamples)
    for label in labels {
      for (resample, area) in try bootstrap.samples(of: scored.against(label)).auc.enumerated() {
        sums[resample] += area / Double(labels.count)
      }
    }
    return sums
  }

  /// What each unit contributes to a metric that is a sum over units; nil for one that is none.
  package static func values(
    _ key: MetricKey, _ scored: ScoredClasses, units: [Int32], count: Int
  ) -> UserValues? {
    switch key.family {
    case .accuracy: UserValues(summing: scored.hits.map { $0 ? 1 : 0 }, units: units, count: count)
    case .logloss: UserValues(summing: scored.losses, units: units, count: count)
    default: nil
    }
  }
}

extension UserValues {
  /// The mean of one number an example, by units that hold any number of examples.
  ///
  /// - Parameter units: the unit of each example, below `count`.
  package init(summing numbers: [Double], units: [Int32], count: Int) {
    var sums = [Double](repeating: 0, count: count)
    var counts = sums
    for (example, unit) in units.enumerated() {
      sums[Int(unit)] += numbers[example]
      counts[Int(unit)] += 1
    }
    self.init(numerators: sums, denominators: counts)
  }
}
