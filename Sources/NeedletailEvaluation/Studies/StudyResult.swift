import FoundationEssentials

/// What a study found.
public struct StudyResult: Codable, Sendable, Hashable {
  /// The version of the form.
  public var schema = 1
  /// What the study is called.
  public var title: String?
  /// All models on the test part, for the first seed.
  public var evaluation: EvaluationDocument
  /// How results vary with the seed of training; nil for one seed.
  public var seeds: [SeedSummary]?
  /// The searches that chose hyper-parameters.
  public var searches: [Search]
  /// The study with every default and the chosen hyper-parameters, as YAML.
  public var resolved: String

  /// The search of one model.
  public struct Search: Codable, Sendable, Hashable {
    /// The model's name.
    public var model: String
    /// The specification that was chosen.
    public var chosen: String
    /// The trials.
    public var result: TuningResult
  }

  /// A metric of a model over seeds.
  public struct SeedSummary: Codable, Sendable, Hashable {
    /// The model's name.
    public var model: String
    /// The metric's key.
    public var metric: String
    /// The seeds.
    public var seeds: [UInt64]
    /// The value for each.
    public var values: [Double]
    /// Their mean.
    public var mean: Double
    /// Their standard deviation, n − 1 in the denominator.
    public var deviation: Double

    /// The summaries of the same models run for several seeds; a metric that some run has not is left out.
    static func summaries(_ documents: [EvaluationDocument], _ seeds: [UInt64]) -> [SeedSummary] {
      documents[0].models.indices.flatMap { index in
        documents[0].metrics.compactMap { key -> SeedSummary? in
          let values = documents.compactMap { $0.models[index].metrics[key]?.value }
          guard values.count == seeds.count else { return nil }
          let mean = values.reduce(0, +) / Double(values.count)
          let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
          return SeedSummary(
            model: documents[0].models[index].name, metric: key, seeds: seeds, values: values, mean: mean,
            deviation: (squares / Double(max(1, values.count - 1))).squareRoot())
        }
      }
    }
  }

  /// The result as JSON, keys sorted; `resolved` is a file of its own.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
