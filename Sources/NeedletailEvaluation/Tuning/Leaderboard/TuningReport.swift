/// The report of a search as one HTML file that needs nothing else: leaderboard, curves, axes, Pareto fronts.
public enum TuningReport {
  /// The report of a result.
  ///
  /// - Parameter commandLine: how to repeat the run.
  public static func html(_ result: TuningResult, commandLine: String? = nil) -> String {
    let page = TuningPage(result: result)
    return Report.page(
      title: page.title,
      sections: [
        page.heading, page.test, page.leaderboard, page.curves, page.axes, page.fronts, page.failures,
        page.provenance(commandLine),
      ].compactMap(\.self))
  }
}

/// The parts of the page.
struct TuningPage {
  let result: TuningResult

  var study: StudyHeader { result.study }
  var metric: String { study.metric }
  var title: String {
    let name = study.model.prefix { $0 != "(" }
    return "\(name) on \(study.source ?? "data")"
  }

  /// The trials with a value, failed ones left out.
  var judged: [Trial] { result.trials.filter { $0.value != nil } }

  var heading: String {
    let trials = result.trials.count
    let failed = trials - judged.count
    var lead = ""
    if let best = result.best, let value = best.value {
      lead = """
        <p class="lead"><strong>\(ReportText.escaped(result.short(best)))</strong> is the best of \
        \(ReportText.grouped(trials)) trials: \(ReportText.escaped(metric)) \
        \(ReportText.fixed(value, decimals: 4)) on the validation part\(interval(best)), after \
        \(ReportText.escaped(ReportText.duration(result.seconds))) of fitting and measuring.</p>
        """
    }
    return """
      <h1>Tuning \(ReportText.escaped(title))</h1>
      <p class="soft">Strategy \(ReportText.escaped(study.strategy)), \(ReportText.grouped(trials)) trials\
      \(failed > 0 ? ", \(failed) of them failed" : ""), seed \(study.seed). Chosen by \
      \(ReportText.escaped(metric)) on a validation part of the training data.</p>
      \(lead)
      """
  }

  private func interval(_ trial: Trial) -> String {
    guard let low = trial.low, let high = trial.high else { return "" }
    return " (95 % interval \(ReportText.fixed(low, decimals: 4)) – \(ReportText.fixed(high, decimals: 4)))"
  }

  /// What the test part said.
  var test: String? {
    guard let test = result.test else { return nil }
    let rows = test.metrics.sorted { $0.key < $1.key }.map { key, metric in
      let decimals = ReportText.decimals(for: [metric.value])
      let interval = metric.low.flatMap { low in
        metric.high.map {
          "\(ReportText.fixed(low, decimals: decimals)) – \(ReportText.fixed($0, decimals: decimals))"
        }
      }
      return "<tr><th scope=\"row\">\(ReportText.escaped(key))</th>"
        + "<td>\(ReportText.fixed(metric.value, decimals: decimals))</td>"
        + "<td class=\"soft\">\(interval ?? "–")</td><td class=\"soft\">\(ReportText.grouped(metric.n))</td></tr>"
    }
    return """
      <h2>On the test part</h2>
      <p class="note">Read once, after the last trial: the best specification, fitted on the whole training part.</p>
      <div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col">value</th>\
      <th scope="col">95 % interval</th><th scope="col">\(study.unit ?? "user")s</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  /// Trials that failed, with their reasons.
  var failures: String? {
    let failed = result.trials.filter { $0.error != nil }
    guard !failed.isEmpty else { return nil }
    let entries = failed.map {
      "<dt>trial \($0.number)</dt><dd><code>\(ReportText.escaped(result.short($0)))</code>: "
        + "\(ReportText.escaped($0.error ?? ""))</dd>"
    }
    return "<h2>Failed trials</h2>\n<dl>\(entries.joined(separator: "\n"))</dl>"
  }

  /// Everything needed to repeat the search.
  func provenance(_ commandLine: String?) -> String {
    let facts: [(String, String?)] = [
      ("Data", study.source), ("Fingerprint", study.data), ("Split", study.split),
      ("Validation", study.validation), ("Weights", study.weighting), ("Model", study.model),
      ("Space", study.space.joined(separator: ", ")), ("Strategy", study.strategy),
      ("Early stopping", study.stopping), ("Rules", study.rules), ("Seed", "\(study.seed)"),
      ("Needletail", study.version),
    ]
    let list = facts.compactMap { name, value in
      value.map { "<dt>\(name)</dt><dd>\(ReportText.escaped($0))</dd>" }
    }
    return """
      <h2>To repeat this search</h2>
      \(commandLine.map { "<pre>\(ReportText.escaped($0))</pre>" } ?? "")
      <dl>\(list.joined(separator: "\n"))</dl>
      """
  }
}
