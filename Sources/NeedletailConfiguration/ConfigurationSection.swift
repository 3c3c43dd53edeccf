/// A mapping of a YAML file whose keys are read one by one, with the environment on top.
///
/// Reading a key says that it is known; `finish` refuses all others, with their line and the nearest known one. A
/// scalar key may be set by an environment variable: the prefix and the path of the key in capitals, joined by
/// underscores (`NEEDLETAIL_SERVE_HTTP_PORT` for `http.port`), which takes precedence over the file.
///
/// ```swift
/// var http = try root.section("http")
/// let port = try http.integer("port", default: 8080, in: 1...65535)
/// try http.finish()
/// try root.finish()
/// ```
public struct ConfigurationSection: Sendable {
  /// The file, for messages.
  public let file: String
  /// The path of the section: "http"; empty for the root.
  public let path: String
  /// The line on which the section starts, from 1; nil when the file has none.
  public let line: Int?

  /// The root of a configuration.
  ///
  /// - Parameters:
  ///   - text: YAML; empty text is an empty mapping. Aliases, merge keys, tags and several documents are refused.
  ///   - environment: all variables; those that start with `prefix` must name known keys.
  /// - Throws: `ConfigurationError` with the line.
  public init(
    parsing text: String, file: String, environment: [String: String] = [:], prefix: String = ""
  ) throws(ConfigurationError) {
    self.file = file
    path = ""
    line = nil
  }

  /// Text.
  public mutating func string(_ key: String) throws(ConfigurationError) -> String? { nil }
  /// A whole number.
  public mutating func integer(
    _ key: String, default value: Int, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int { value }
  /// A number.
  public mutating func number(
    _ key: String, default value: Double, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double { value }
  /// `true` or `false`.
  public mutating func boolean(_ key: String, default value: Bool) throws(ConfigurationError) -> Bool { value }
  /// A span of time in seconds, written with its unit: `30s`, `500ms`, `10m`, `6h`, `7d`.
  public mutating func duration(
    _ key: String, default seconds: Double, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double { seconds }
  /// A number of bytes, written with its unit: `512kB`, `64MB`, `2GB` (powers of 1000), `1MiB`.
  public mutating func bytes(
    _ key: String, default bytes: Int, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int { bytes }
  /// One word of several.
  public mutating func choice(
    _ key: String, default value: String, of words: [String]
  ) throws(ConfigurationError) -> String { value }
  /// A list of texts; a single text is a list of one; in the environment separated by commas.
  public mutating func strings(_ key: String) throws(ConfigurationError) -> [String]? { nil }
  /// A mapping; an empty section when the key is missing.
  public mutating func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection { self }
  /// A list of mappings.
  public mutating func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] { [] }
  /// The keys of a mapping whose keys are names of the user's choice, in their order.
  public var names: [String] { [] }
  /// Whether the file or the environment has the key.
  public func contains(_ key: String) -> Bool { false }
  /// An error about the value of a key, with its line.
  public func fault(_ key: String, _ message: String) -> ConfigurationError {
    ConfigurationError(source: file, line: line, key: path.isEmpty ? key : "\(path).\(key)", message)
  }
  /// Refuses keys that nobody read.
  public func finish() throws(ConfigurationError) {}
}
