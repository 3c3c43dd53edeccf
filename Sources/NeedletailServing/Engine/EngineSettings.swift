public import NeedletailRetrieval

/// What an engine is told about serving: the engine's part of the configuration.
public struct EngineSettings: Sendable {
  /// The pipelines by name; the first is the default.
  public var pipelines: [(name: String, definition: PipelineDefinition)] = [("default", .plain)]
  /// How many changes may wait for the writer before further ones are refused as unavailable.
  public var writeQueue = 10_000
  /// How many requests may wait to be scored before further ones are refused as unavailable.
  public var readQueue = 2_000
  /// How many requests are scored together at most.
  public var batch = 32
  /// How many threads score.
  public var threads = 2
  /// The half-life of trends, in hours.
  public var trendHalfLife = 6.0
  /// Events are forgotten after so many days; nil keeps them all.
  public var retentionDays: Double?

  /// Settings with their defaults.
  public init() {}
}
