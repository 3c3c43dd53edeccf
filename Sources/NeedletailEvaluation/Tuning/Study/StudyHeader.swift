/// What a study searches and how: the first line of its file. A file with another header holds other trials.
public struct StudyHeader: Codable, Sendable, Hashable {
  /// The version of the form.
  public var schema = 1
  /// The data as the user named them; no part of the comparison.
  public var source: String?
  /// The fingerprint of the whole log, filters applied.
  public var data: String
  /// The fingerprint of the part that trials are fitted on.
  public var training: String
  /// The division into training and test.
  public var split: String
  /// The division of the training part into what trials are fitted on and judged by.
  public var validation: String
  /// How events became weights.
  public var weighting: String
  /// What decides.
  public var metric: String
  /// The candidates and history rules of the evaluation, in words.
  public var rules: String
  /// How epochs are chosen within a trial.
  public var stopping: String
  /// The algorithm with the values that are not searched.
  public var model: String
  /// The axes.
  public var space: [String]
  /// The strategy.
  public var strategy: String
  /// The seed of splits, fits and the strategy.
  public var seed: UInt64
  /// The version of Needletail.
  public var version: String
  /// What intervals resample: "example", "group"; nil for users. No part of the comparison.
  public var unit: String?

  /// What differs from another header, in words; nothing when both describe the same search.
  func differences(from other: StudyHeader) -> [String] {
    func compare(_ name: String, _ own: some Equatable & Sendable, _ theirs: some Equatable & Sendable)
      -> String?
    {
      "\(own)" == "\(theirs)" ? nil : "\(name) is \(theirs) there, \(own) here"
    }
    return [
      compare("schema", schema, other.schema), compare("data", data, other.data),
      compare("split", split, other.split), compare("validation", validation, other.validation),
      compare("training part", training, other.training),
      compare("weighting", weighting, other.weighting), compare("metric", metric, other.metric),
      compare("rules", rules, other.rules), compare("stopping", stopping, other.stopping),
      compare("model", model, other.model),
      compare("space", space.joined(separator: ", "), other.space.joined(separator: ", ")),
      compare("strategy", strategy, other.strategy), compare("seed", seed, other.seed),
      compare("version", version, other.version),
    ].compactMap(\.self)
  }
}

/// What the test part said of the best trial: the last line of a study's file.
public struct TestReading: Codable, Sendable, Hashable {
  /// The trial that was best on validation.
  public var trial: Int
  /// The specification that was fitted on the whole training part.
  public var model: String
  /// The metrics on the test part, by key.
  public var metrics: [String: EvaluationDocument.Metric]
  /// How long fitting took.
  public var fitSeconds: Double?
  /// How long answering took.
  public var scoreSeconds: Double?
}

/// A line of a study's file: one of the three.
struct StudyLine: Codable {
  var study: StudyHeader?
  var trial: Trial?
  var test: TestReading?
}
