extension ReportPage {
  /// What each number means.
  var definitions: String? {
    var entries: [String] = []
    for name in document.metrics {
      let known = models.compactMap { $0.metrics[name] }
      guard let definition = known.first?.definition else { continue }
      let users = Set(known.map(\.n)).sorted().map { ReportText.grouped($0) }.joined(separator: ", ")
      let notes = models.compactMap { model in
        model.metrics[name]?.note.map { "\(model.name): \($0)." }
      }
      let text = ([definition, "\(units.prefix(1).uppercased() + units.dropFirst()): \(users)."] + notes)
        .joined(separator: " ")
      entries.append("<dt><code>\(ReportText.escaped(name))</code></dt><dd>\(ReportText.escaped(text))</dd>")
    }
    for name in document.metrics {
      let reasons = models.compactMap { $0.absent[name] }
      guard !reasons.isEmpty else { continue }
      var distinct: [String] = []
      for reason in reasons where !distinct.contains(reason) { distinct.append(reason) }
      entries.append(
        "<dt><code>\(ReportText.escaped(name))</code></dt><dd class=\"soft\">Absent: "
          + "\(ReportText.escaped(distinct.joined(separator: "; "))).</dd>")
    }
    return entries.isEmpty
      ? nil : "<h2>What the numbers mean</h2>\n<dl>\(entries.joined(separator: "\n"))</dl>"
  }

  /// Whom the numbers speak of, and everything needed to repeat the run.
  func provenance(_ commandLine: String?) -> String {
    let data = document.data
    let environment = document.environment
    var facts: [(String, String)] = []
    func add(_ name: String, _ value: String?) { if let value { facts.append((name, value)) } }
    add("Data", data.source)
    add("Fingerprint", data.fingerprint)
    add("Preparation", data.preparation)
    add("Split", document.split)
    add("Seed", String(document.seed))
    for model in models { add(model.name, model.spec?.text) }
    if let judgedExamples {
      add("Examples", judgedExamples)
    } else {
      add("Users", models.first.map { Self.users($0.counts) })
    }
    add(
      "Intervals",
      "\(percent), percentile bootstrap over \(units), \(ReportText.grouped(environment.resamples)) resamples"
    )
    add("Ties", environment.ties)
    add("Needletail", environment.version)
    add("Threads", "\(environment.threads) (results do not depend on it)")
    let list = facts.map { "<dt>\(ReportText.escaped($0.0))</dt><dd>\(ReportText.escaped($0.1))</dd>" }
    let warnings = document.warnings.map { "<li>\(ReportText.escaped($0))</li>" }.joined()
    return """
      \(warnings.isEmpty ? "" : "<h2>Warnings</h2>\n<ul class=\"warn\">\(warnings)</ul>")
      <h2>To repeat this run</h2>
      \(commandLine.map { "<pre>\(ReportText.escaped($0))</pre>" } ?? "")
      <dl>\(list.joined(separator: "\n"))</dl>
      """
  }

  /// Whom an evaluation judged, and whom it left out.
  static func users(_ counts: EvaluationCounts) -> String {
    func part(_ count: Int, _ text: String) -> String? {
      count == 0 ? nil : "\(ReportText.grouped(count)) \(text)"
    }
    return [
      "\(ReportText.grouped(counts.users)) judged on \(ReportText.grouped(counts.testPairs)) test items",
      part(counts.usersWithoutHistory, "of them without a history"),
      part(counts.usersWithoutList, "of them without a list"),
      part(counts.usersSkipped, "without relevant test items left out"),
      part(counts.usersWithoutNegatives, "without listed negatives left out"),
      part(counts.testPairsSeen, "test items left out because they are in the user's history"),
      part(counts.testPairsOutsideCatalogue, "test items left out because they may not be recommended"),
      part(counts.listsWithoutTestItems, "lists of users without test items left out"),
    ].compactMap(\.self).joined(separator: "; ")
  }
}
