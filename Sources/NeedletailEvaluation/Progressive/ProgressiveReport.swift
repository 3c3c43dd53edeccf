/// The report of a progressive evaluation as one HTML file that needs nothing else.
public enum ProgressiveReport {
  /// The report of a document.
  ///
  /// - Parameter commandLine: how to repeat the run.
  public static func html(_ document: ProgressiveDocument, commandLine: String? = nil) -> String {
    let title = "Models that follow a stream"
    let (data, design) = (document.data, document.design)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <title>\(title) · Needletail</title>
      <style>
      \(ReportStyle.sheet)
      </style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>
      <p class="soft">\(ReportText.escaped(data.source)): \(ReportText.grouped(data.examples)) examples, \
      \(ReportText.grouped(data.positives)) of them positive, in \(design.windows) windows of \
      \(ReportText.escaped(design.window)). Each window is predicted before anything of it is trained on; windows \
      \(design.judgedFrom) to \(design.windows - 1) count.</p>
      \(warnings(document))
      \(lead(document))
      <h2>Arms</h2>
      \(table(document))
      \(curves(document))
      <h2>Differences, paired over windows</h2>
      \(differences(document))
      \(refusals(document))
      <h2>To repeat this run</h2>
      \(commandLine.map { "<pre>\(ReportText.escaped($0))</pre>" } ?? "")
      <p class="note">Needletail \(ReportText.escaped(document.environment.version)), seed \(document.seed), \
      \(ReportText.grouped(document.environment.resamples)) resamples of blocks of \(design.block) windows. \
      \(ReportText.fixed(design.heldShare * 100, decimals: 0)) % of each window were trained on by nobody. \
      \(gate(design))</p>
      </main>
      </body>
      </html>

      """
  }

  private static func warnings(_ document: ProgressiveDocument) -> String {
    guard !document.warnings.isEmpty else { return "" }
    let items = document.warnings.map { "<li>\(ReportText.escaped($0))</li>" }
    return "<ul class=\"warn\">\(items.joined())</ul>"
  }

  private static func lead(_ document: ProgressiveDocument) -> String {
    let ranked = document.arms.compactMap { arm in arm.normalisedEntropy.map { (arm.name, $0.value) } }
      .sorted { $0.1 < $1.1 }
    guard let best = ranked.first, let last = ranked.last, ranked.count > 1 else { return "" }
    return """
      <p class="lead">\(ReportText.escaped(best.0)) predicts best: normalised entropy \
      \(ReportText.fixed(best.1, decimals: 4)), \(ReportText.escaped(last.0)) \
      \(ReportText.fixed(last.1, decimals: 4)).</p>
      """
  }

  private static func gate(_ design: ProgressiveDocument.Design) -> String {
    guard let gate = design.gate else { return "Every update was deployed." }
    return """
      An update is deployed when, on the latest \(ReportText.fixed(gate.share * 100, decimals: 0)) % of its window, \
      its log loss is at most \(gate.loss) above the deployed model's, it predicts within \
      \(ReportText.fixed(gate.calibration * 100, decimals: 0)) % of the clicks beyond their sampling error or no further off, and the \
      stability index of its scores is below \(gate.stability) or its log loss lower beyond two standard errors.
      """
  }

}
