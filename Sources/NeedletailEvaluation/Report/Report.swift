/// The report of an evaluation as one HTML file that needs nothing else.
///
/// Inline style and SVG, no scripts; light and dark, for screens, phones and paper.
public enum Report {
  /// The report of a document.
  ///
  /// - Parameters:
  ///   - title: what the page is about; by default the source of the data.
  ///   - commandLine: how to repeat the run.
  public static func html(
    _ document: EvaluationDocument, title: String? = nil, commandLine: String? = nil
  ) -> String {
    html(document, title: title, commandLine: commandLine, adding: [])
  }

  /// The same with further sections before the definitions.
  static func html(
    _ document: EvaluationDocument, title: String?, commandLine: String?, adding sections: [String]
  ) -> String {
    let page = ReportPage(document: document)
    let title = title ?? document.data.source ?? "Evaluation"
    let before = [
      page.heading(title), page.results, page.popularityBias, page.cutoffs, page.breakdowns,
      page.groupComparisons, page.rankingCurves, page.reliability, page.fields, page.comparisons,
    ]
    return self.page(
      title: title,
      sections: before.compactMap(\.self) + sections
        + [page.definitions, page.provenance(commandLine)].compactMap(\.self))
  }

  /// A page of sections.
  static func page(title: String, sections: [String]) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <title>\(ReportText.escaped(title)) · Needletail</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <main>
    \(sections.joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }
}

/// The parts of the page.
struct ReportPage {
  let document: EvaluationDocument

  var models: [EvaluationDocument.Model] { document.models }

  /// The keys that some model has a value for, in the order of the run.
  var keys: [MetricKey] {
    document.metrics.compactMap { try? MetricKey(parsing: $0) }
      .filter { key in models.contains { $0.metrics[key.description] != nil } }
  }

  /// The metric that charts of one metric show: the first of ranking accuracy, else the first.
  var principal: MetricKey? {
    keys.first { $0.family == .ndcg } ?? keys.first { $0.family.measuresRankingAccuracy } ?? keys.first
  }

  func metric(_ key: MetricKey, of model: EvaluationDocument.Model) -> EvaluationDocument.Metric? {
    model.metrics[key.description]
  }

  /// The index of the model with the best value; nil when values are neither better nor worse.
  func best(_ key: MetricKey) -> Int? {
    guard key.direction != .neutral else { return nil }
    let known = models.indices.filter { metric(key, of: models[$0]) != nil }
    let value = { (index: Int) in metric(key, of: models[index])?.value ?? 0 }
    return key.direction == .lower
      ? known.min { value($0) < value($1) } : known.max { value($0) < value($1) }
  }

  /// The test between two models on a metric, whichever way around.
  func comparison(_ key: MetricKey, _ one: String, _ other: String) -> EvaluationDocument.Comparison? {
    document.comparisons.first {
      $0.metric == key.description
        && ($0.first == one && $0.second == other || $0.first == other && $0.second == one)
    }
  }

  /// Corrected probabilities below this speak of a difference.
  var level: Double { 1 - document.environment.confidence }

  var percent: String {
    ReportText.fixed(
      document.environment.confidence * 100,
      decimals: document.environment.confidence * 100 == (document.environment.confidence * 100).rounded()
        ? 0 : 1) + " %"
  }

  /// The models' names beside their marks.
  var legend: String {
    let entries = models.enumerated().map { index, model in
      #"<li><svg viewBox="0 0 14 14" aria-hidden="true">\#(Chart.mark(7, 7, series: index, size: 5))</svg>"#
        + "\(ReportText.escaped(model.name))</li>"
    }
    return #"<ul class="legend">\#(entries.joined())</ul>"#
  }
}
