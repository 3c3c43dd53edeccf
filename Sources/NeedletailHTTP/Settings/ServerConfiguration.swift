public import NeedletailServing

/// All that a server is told: one YAML file with the environment on top.
public struct ServerConfiguration: Sendable {
  /// How it listens, and what it bears.
  public var http = HTTPSettings()
  /// Who may ask; without keys everybody on this machine may.
  public var keys: [APIKey] = []
  /// How it answers.
  public var engine = EngineSettings()

  /// A configuration with its defaults.
  public init() {}
}
