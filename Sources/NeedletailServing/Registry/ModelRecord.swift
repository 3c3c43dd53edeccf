/// What a registry knows of one version beside the model itself: `record.json` in its folder.
public struct ModelRecord: Sendable, Hashable, Codable {
  /// The version.
  public var version: ModelVersion
  /// When it was added, in milliseconds since 1970-01-01T00:00:00Z.
  public var added: Int64
  /// The algorithm with its hyper-parameters.
  public var specification: String
  /// Where it came from: "trained", or "added" by hand.
  public var origin: Origin
  /// Up to which sequence of the store it has learnt; nil when unknown.
  public var sequence: Int64?
  /// The time of the latest event that it has learnt from, in milliseconds; nil when unknown.
  public var latestTime: Int64?
  /// What was measured, and the gate's decision; nil for a model that was added by hand.
  public var verdict: TrainingVerdict?

  /// Where a version came from.
  public enum Origin: String, Sendable, Codable {
    /// Fitted by the server.
    case trained
    /// Brought by somebody.
    case added
  }

  /// A record.
  public init(
    version: ModelVersion, added: Int64, specification: String, origin: Origin, sequence: Int64? = nil,
    latestTime: Int64? = nil, verdict: TrainingVerdict? = nil
  ) {
    self.version = version
    self.added = added
    self.specification = specification
    self.origin = origin
    self.sequence = sequence
    self.latestTime = latestTime
    self.verdict = verdict
  }
}

/// A registry that cannot do what it was asked, and why.
public struct RegistryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: Sendable, Hashable {
    /// There is no such version, or nothing to go back to.
    case notFound
    /// The model's file does not hold what its checksums say, or cannot be opened.
    case damaged
    /// The directory is owned by another process.
    case inUse
    /// The directory is missing, read-only or full.
    case unavailable
  }

  /// What kind of fault.
  public var code: Code
  /// The version or the directory.
  public var place: String
  /// What was expected and what was found.
  public var message: String

  /// A fault.
  public init(_ code: Code, place: String, _ message: String) {
    self.code = code
    self.place = place
    self.message = message
  }

  /// Place and message.
  public var description: String { "\(place): \(message)" }
}
