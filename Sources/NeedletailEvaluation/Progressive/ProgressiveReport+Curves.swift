extension ProgressiveReport {
  /// Figures over windows, by age and by distance, a line an arm.
  static func curves(_ document: ProgressiveDocument) -> String {
    let legend = document.arms.enumerated().map { index, arm in
      #"<li><svg viewBox="0 0 14 14" aria-hidden="true">\#(Chart.mark(7, 7, series: index, size: 5))</svg>"#
        + "\(ReportText.escaped(arm.name))</li>"
    }
    func series(_ points: (ProgressiveDocument.Arm) -> [(Double, Double)]) -> [ChartSeries] {
      document.arms.enumerated().map { ChartSeries(series: $0, points: points($1)) }
    }
    let entropy = series { arm in
      arm.windows.compactMap { window in window.normalisedEntropy.map { (Double(window.number), $0) } }
    }
    let seconds = series { arm in
      arm.windows.filter { $0.trained > 0 }.map { (Double($0.number), $0.updateSeconds) }
    }
    let staleness = series { $0.staleness.map { (Double($0.windows), $0.value) } }
    let forgetting = series { $0.forgetting.map { (Double($0.windows), $0.value) } }
    let judged = Double(document.design.judgedFrom)
    return """
      <h2>Window by window</h2>
      <p class="note">Normalised entropy of each window: 1 for knowing its click rate only. Dashed: the first window \
      that counts. Right: seconds of the update before each window.</p>
      <ul class="legend">\(legend.joined())</ul>
      <div class="grid">
      <figure><h3>Normalised entropy</h3>\
      \(Chart.windows(entropy, label: "normalised entropy by window", title: "window", from: judged))</figure>
      <figure><h3>Seconds of the update</h3>\
      \(Chart.windows(seconds, label: "seconds by window", title: "window", includesZero: true))</figure>
      </div>
      <h2>Growing old, and forgetting</h2>
      <p class="note">Left: how much worse a model is than its arm's present one, by its age. Right: how much worse \
      the present model is on examples held out of a past window than the model of then was. Above 0: lost.</p>
      <ul class="legend">\(legend.joined())</ul>
      <div class="grid">
      <figure><h3>Staleness</h3>\
      \(Chart.windows(staleness, label: "staleness by age", title: "age in windows", includesZero: true))</figure>
      <figure><h3>Forgetting</h3>\
      \(Chart.windows(forgetting, label: "forgetting by distance", title: "windows back", includesZero: true))</figure>
      </div>
      """
  }
}
