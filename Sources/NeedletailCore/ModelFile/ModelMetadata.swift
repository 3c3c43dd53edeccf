/// Where a model came from: what a reader of its file needs to repeat it.
///
/// It holds no moment and no machine, so that the same run writes the same bytes.
public struct ModelMetadata: Sendable, Equatable, Codable {
  /// The program that wrote it: "needletail 0.1.0".
  public var createdBy: String
  /// The data as the user named them; nil when unknown.
  public var source: String?
  /// `TrainingData.fingerprint` of what it was fitted on.
  public var dataFingerprint: String
  /// The definition of the split; nil when it was fitted on everything.
  public var split: String?
  /// The seed of the run.
  public var seed: UInt64
  /// Metrics by key, as far as they were measured.
  public var metrics: [String: Double]

  /// Facts about a model.
  public init(
    createdBy: String, source: String? = nil, dataFingerprint: String, split: String? = nil, seed: UInt64,
    metrics: [String: Double] = [:]
  ) {
    self.createdBy = createdBy
    self.source = source
    self.dataFingerprint = dataFingerprint
    self.split = split
    self.seed = seed
    self.metrics = metrics
  }
}
