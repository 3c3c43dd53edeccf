extension TuningPage {
  private func point(_ trial: Trial, x: Double, isMarked: Bool = false) -> TrialPoint {
    TrialPoint(
      x: x, y: trial.value ?? 0, isMarked: isMarked,
      title: "trial \(trial.number): \(result.short(trial)), \(metric) "
        + ReportText.fixed(trial.value, decimals: 4))
  }

  /// The values of the metric that charts show in scale: from the best to four times as far from it as the middle
  /// trial. What lies further behind would squeeze the rest.
  private var shown: ClosedRange<Double> {
    let values = judged.compactMap(\.value).sorted()
    guard let low = values.first, let high = values.last else { return 0...1 }
    let middle = values[values.count / 2]
    return result.metric?.direction == .lower
      ? low...max(low, min(high, low + 4 * (middle - low))) : max(low, high - 4 * (high - middle))...high
  }

  private func figure(_ title: String, _ chart: String) -> String {
    "<figure><h3>\(ReportText.escaped(title))</h3>\(chart)</figure>"
  }

  /// The best value so far, by trial and by what it cost.
  var curves: String? {
    guard judged.count > 1 else { return nil }
    var spent = 0.0
    var best: Double?
    var byTrial: [TrialPoint] = []
    var bySeconds: [TrialPoint] = []
    var lines: (trial: [(Double, Double)], seconds: [(Double, Double)]) = ([], [])
    for trial in result.trials {
      spent += trial.seconds ?? 0
      guard let value = trial.value else { continue }
      let improves = trial.share == 1 && (best.map { result.isBetter(value, than: $0) } ?? true)
      let places = (Double(trial.number + 1), max(spent, 1e-3))
      // The line is a staircase: it keeps its height until a better trial ends.
      if let best {
        lines.trial.append((places.0, best))
        lines.seconds.append((places.1, best))
      }
      if improves {
        best = value
        lines.trial.append((places.0, value))
        lines.seconds.append((places.1, value))
      }
      byTrial.append(point(trial, x: places.0, isMarked: improves))
      bySeconds.append(point(trial, x: places.1, isMarked: improves))
    }
    return """
      <h2>How the search went</h2>
      <p class="note">Grey: trials. Blue: the best so far. Trials far behind lie on the frame's edge, here and below.</p>
      <div class="grid">
      \(figure("by trial", Chart.trials(byTrial, line: lines.trial, shown: shown, axis: .linear, xTitle: "trial", yTitle: metric)))
      \(figure("by cost", Chart.trials(
          bySeconds, line: lines.seconds, shown: shown, axis: .linear, xTitle: "seconds of fitting and measuring, all trials",
          yTitle: metric)))
      </div>
      """
  }

  /// The metric against each axis.
  var axes: String? {
    guard judged.count > 1 else { return nil }
    let best = result.best?.number
    let figures = study.space.compactMap { text -> String? in
      let name = String(text.prefix { $0 != "=" })
      let values = judged.map { $0.values[name] ?? "" }
      let numbers = values.map { Double($0) }
      let isRange = !text.contains("|") && numbers.allSatisfy { $0 != nil }
      var names: [String] = []
      for value in values where !names.contains(value) { names.append(value) }
      if numbers.allSatisfy({ $0 != nil }) { names.sort { (Double($0) ?? 0) < (Double($1) ?? 0) } }
      let points = zip(judged, values).map { trial, value in
        point(
          trial, x: isRange ? Double(value) ?? 0 : Double(names.firstIndex(of: value) ?? 0),
          isMarked: trial.number == best)
      }
      let axis: TrialAxis =
        !isRange ? .names(names) : text.contains("log(") ? .logarithmic : .linear
      return figure(name, Chart.trials(points, shown: shown, axis: axis, xTitle: name, yTitle: metric))
    }
    guard !figures.isEmpty else { return nil }
    return """
      <h2>\(ReportText.escaped(metric)) against each hyper-parameter</h2>
      <p class="note">All trials, whatever their other values. Blue: the best.</p>
      <div class="grid">\(figures.joined(separator: "\n"))</div>
      """
  }

  /// Quality against the time to fit, and against popularity bias.
  var fronts: String? {
    guard judged.count > 1 else { return nil }
    var figures = [
      front("against the time to fit", xTitle: "seconds to fit", isSpread: true) {
        $0.fitSeconds.map { max($0, 1e-3) }
      }
    ]
    if let key = result.biasKey {
      figures.append(
        front("against popularity bias", xTitle: "\(key): mean popularity of what is shown") {
          $0.metrics[key]
        })
    }
    return """
      <h2>Pareto fronts</h2>
      <p class="note">Blue, joined: trials that no other beats in both. Further left is cheaper, or less bound to \
      what is popular.</p>
      <div class="grid">\(figures.joined(separator: "\n"))</div>
      """
  }

  private func front(
    _ title: String, xTitle: String, isSpread: Bool = false, _ cost: (Trial) -> Double?
  ) -> String {
    let front = result.front(cost)
    let numbers = Set(front.map(\.number))
    let points = judged.filter(\.isEligible).compactMap { trial in
      cost(trial).map { point(trial, x: $0, isMarked: numbers.contains(trial.number)) }
    }
    let costs = points.map(\.x)
    // Costs of one size are easier to compare along a plain axis.
    let axis: TrialAxis = isSpread && (costs.max() ?? 1) > 5 * (costs.min() ?? 1) ? .logarithmic : .linear
    let line = front.compactMap { trial in cost(trial).map { ($0, trial.value ?? 0) } }
    return figure(
      "\(metric) \(title)",
      Chart.trials(points, line: line, shown: shown, axis: axis, xTitle: xTitle, yTitle: metric))
  }
}
