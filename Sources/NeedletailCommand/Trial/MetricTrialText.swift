import Needletail

/// A trial of metrics as people read it in a terminal.
enum MetricTrialText {
  static func text(_ result: MetricTrialResult) -> String {
    var lines = [
      "\(result.dataSets.count) populations × \(result.cutoffs.count) lengths of lists "
        + "(\(result.cutoffs.map(String.init).joined(separator: ", "))), \(result.models.count) models",
      "",
    ]
    lines += result.dataSets.map { "  \($0.name)" }
    lines += ["", truths(result), "", grid(result, truth: 0)]
    for truth in result.truthNames.indices { lines += ["", verdicts(result, truth: truth)] }
    return (lines + ["", caveats]).joined(separator: "\n")
  }

  /// What is true of each model: the mean over populations at lists of ten, and how often it is the best.
  private static func truths(_ result: MetricTrialResult) -> String {
    let k = result.cutoffs.firstIndex(of: 10) ?? 0
    var table = TextTable(
      [("model, lists of \(result.cutoffs[k])", .left)] + result.truthNames.map { ($0, .right) }
        + [("best of cases", .right)])
    for model in result.models.indices {
      let means = result.truthNames.indices.map { truth in
        result.dataSets.reduce(0) { $0 + $1.truth[model][truth][k] } / Double(result.dataSets.count)
      }
      let wins = result.dataSets.flatMap { dataSet in
        result.cutoffs.indices.map { k in
          dataSet.truth[model][0][k] == dataSet.truth.map { $0[0][k] }.max() ? 1 : 0
        }
      }.reduce(0, +)
      table.add([result.models[model]] + means.map { Numbers.fixed($0, 4) } + ["\(wins)"])
    }
    return table.text
  }

  /// Protocols × penalties: model-selection recall and τ.
  private static func grid(_ result: MetricTrialResult, truth: Int) -> String {
    let ways = result.ways.filter { way in
      if case .lists = way { false } else { true }
    }
    let betas = Set(result.criteria.compactMap { ways.contains($0.way) ? $0.beta : nil }).sorted()
    var table = TextTable(
      [("beta", .left)] + ways.flatMap { [($0.words, .right), ("τ", .right)] })
    for beta in betas {
      table.add(
        [Numbers.fixed(beta, 2)]
          + ways.flatMap { way in
            let summary = self.summary(result, SelectionCriterion(way, "recall", beta: beta), truth)
            return [share(summary), summary.map { Numbers.fixed($0.tau, 2) } ?? "–"]
          })
    }
    return "Cases in which recall@k[beta] picks the model of the best true \(result.truthNames[truth]) "
      + "(± standard error over populations), and Kendall's τ:\n\n" + table.text
  }

  /// Each protocol without a penalty, with the paper's, with its best and with one chosen elsewhere.
  private static func verdicts(_ result: MetricTrialResult, truth: Int) -> String {
    var table = TextTable([
      ("by true \(result.truthNames[truth])", .left), ("picks the best", .right), ("τ", .right),
      ("regret", .right),
    ])
    func add(_ name: String, _ summary: SelectionSummary?) {
      guard let summary else { return }
      table.add([
        name, share(summary), Numbers.fixed(summary.tau, 2), "\(Numbers.fixed(summary.regret * 100, 1)) %",
      ])
    }
    for way in result.ways {
      let name = way.words
      if case .lists = way {
        for criterion in result.criteria where criterion.way == way {
          let beta = criterion.beta.map { "[beta=\(Numbers.fixed($0, 1))]" } ?? ""
          add("\(name) \(criterion.metric)\(beta)", summary(result, criterion, truth))
        }
        continue
      }
      for beta in [0, 0.3] {
        add(
          "\(name) recall[beta=\(Numbers.fixed(beta, 1))]",
          summary(result, SelectionCriterion(way, "recall", beta: beta), truth))
      }
      if let best = result.best(way, truth: truth) {
        add(
          "\(name) recall[beta=\(Numbers.fixed(best.criterion.beta ?? 0, 2))], best of these cases",
          best.summary)
      }
      add("\(name) recall, beta best on the other populations", result.held(way, truth: truth))
    }
    add("a model drawn at random", result.chance(truth: truth))
    return table.text
  }

  private static func summary(
    _ result: MetricTrialResult, _ criterion: SelectionCriterion, _ truth: Int
  ) -> SelectionSummary? {
    guard result.criteria.contains(criterion) else { return nil }
    return SelectionSummary(result.outcomes(of: criterion, truth: truth))
  }

  /// "34.3 % ± 6.1".
  private static func share(_ summary: SelectionSummary?) -> String {
    guard let summary else { return "–" }
    let error = summary.recallError.map { " ± \(Numbers.fixed($0 * 100, 1))" } ?? ""
    return "\(Numbers.fixed(summary.recall * 100, 1)) %\(error)"
  }

  private static let caveats = """
    Read with care: the cases of one population are the same models at other lengths of lists, so the populations
    are the only independent units. A penalty called best was chosen on the cases that it is shown for; the line
    'best on the other populations' is free of that. loo and lloo without a split predict what the models were
    fitted on: models that remember it, such as weakly regularised ones, look better there than they are.
    """
}
