import Needletail

/// What labelled examples add to results in a terminal.
enum ExampleText {
  /// "frappe.libfm: 86,582 labelled examples (33.0% positive), 10 fields; 57,722 for training, 28,860 for test".
  static func size(_ examples: EvaluationDocument.Examples, source: String?) -> String {
    let labels =
      examples.classes.map { "\($0.count) classes" }
      ?? "\(Numbers.fixed(100 * Double(examples.positives) / Double(max(examples.count, 1)), 1))% positive"
    return "\(source ?? "data"): \(Numbers.grouped(examples.count)) labelled examples (\(labels)), "
      + "\(examples.fields.count) \(examples.fields.count == 1 ? "field" : "fields"); "
      + "\(Numbers.grouped(examples.training)) for training, \(Numbers.grouped(examples.test)) for test"
  }

  /// How often predicted clicks came true, a table a model.
  static func reliability(_ models: [EvaluationDocument.Model]) -> [String] {
    models.flatMap { model -> [String] in
      guard let bins = model.reliability else { return [] }
      var table = TextTable([
        ("  probability", .left), ("examples", .right), ("predicted", .right), ("clicked", .right),
        ("", .left),
      ])
      for bin in bins {
        table.add([
          "  \(Numbers.fixed(bin.low, 1))–\(Numbers.fixed(bin.high, 1))", Numbers.grouped(bin.examples),
          Numbers.fixed(bin.meanProbability, 4), Numbers.fixed(bin.rate, 4),
          "[\(Numbers.fixed(bin.rateLow, 4)), \(Numbers.fixed(bin.rateHigh, 4))]",
        ])
      }
      return ["", "Reliability of \(model.name)", table.text]
    }
  }
}
