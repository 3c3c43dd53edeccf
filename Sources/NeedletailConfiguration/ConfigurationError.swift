/// A configuration that cannot be used, with the place of the fault.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, or the name of an environment variable.
  public var source: String
  /// The line, from 1; nil for the environment.
  public var line: Int?
  /// The key as a path: "http.port"; empty for the whole file.
  public var key: String
  /// What was expected, what was found, and the nearest known word if one is near.
  public var message: String

  /// A fault.
  public init(source: String, line: Int? = nil, key: String, _ message: String) {
    self.source = source
    self.line = line
    self.key = key
    self.message = message
  }

  /// `needletail.yaml:12: http.port: expected …, found …`.
  public var description: String {
    source + (line.map { ":\($0)" } ?? "") + ": " + (key.isEmpty ? "" : "\(key): ") + message
  }
}
