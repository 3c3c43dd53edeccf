/// A mapping of a YAML file whose keys are read one by one, with the environment on top.
///
/// Reading a key says that it is known; `finish` refuses all others, with their line and the nearest known one. A
/// scalar key may be set by an environment variable: the prefix and the path of the key in capitals, joined by
/// underscores (`NEEDLETAIL_SERVE_HTTP_PORT` for `http.port`, `…_HTTP_BODY_LIMIT` for `http.bodyLimit` and for
/// `http.body-limit`), which takes precedence over the file. Keys inside of lists have no variables.
///
/// ```swift
/// var root = try ConfigurationSection(parsing: text, file: path, environment: variables, prefix: "NEEDLETAIL_SERVE")
/// var http = try root.section("http")
/// let port = try http.integer("port", default: 8080, in: 1...65535)
/// try http.finish()
/// try root.finish()
/// ```
///
/// Values are strict: a number in quotes is a text, `yes` is no truth value, `1_000` and `010` are no numbers, and a
/// key without a value is an error for all readers but `section` and `sections`. Texts are taken as written.
/// Variables have no quotes; their text is read as a plain scalar.
///
/// Copies of a section, and the sections opened from it, share what is known of keys that were read. `finish` of a
/// section looks at that section; `finish` of the root looks at every section, opened or not, finished or not, and
/// at the environment. Nothing is refused as unknown before a `finish`.
public struct ConfigurationSection: Sendable {
  /// The file, for messages.
  public let file: String
  /// The path of the section: "http", "pipelines[0].stages"; empty for the root.
  public let path: String
  /// The line on which the section starts, from 1; nil when the file has none.
  public let line: Int?

  let entries: [ConfigurationEntry]
  /// The keys and places that lead here; unlike the path, never ambiguous.
  let components: [String]
  /// What the variables of the section's keys start with; nil where keys have none.
  let variablePrefix: String?
  let ledger: ConfigurationLedger

  /// The root of a configuration.
  ///
  /// - Parameters:
  ///   - text: YAML of at most 1 MiB, nested at most 32 deep; empty text is an empty mapping. Aliases, merge keys,
  ///     tags, keys given twice and several documents are refused.
  ///   - file: the file's name, for messages.
  ///   - environment: all variables; those that start with `prefix` and an underscore must name known keys.
  ///   - prefix: what our variables start with, with or without the last underscore; when it is empty, the
  ///     environment is not looked at.
  /// - Throws: `ConfigurationError` with the line.
  public init(
    parsing text: String, file: String, environment: [String: String] = [:], prefix: String = ""
  ) throws(ConfigurationError) {
    let entries = try ConfigurationDocument(file: file).parse(text)
    let start = prefix.isEmpty || prefix.hasSuffix("_") ? prefix : prefix + "_"
    let ours = start.isEmpty ? [:] : environment.filter { $0.key.hasPrefix(start) }
    self.init(
      file: file, path: "", line: entries.first?.line, entries: entries, components: [],
      variablePrefix: start.isEmpty ? nil : start, ledger: ConfigurationLedger(environment: ours))
  }

  init(
    file: String, path: String, line: Int?, entries: [ConfigurationEntry], components: [String],
    variablePrefix: String?, ledger: ConfigurationLedger
  ) {
    self.file = file
    self.path = path
    self.line = line
    self.entries = entries
    self.components = components
    self.variablePrefix = variablePrefix
    self.ledger = ledger
    ledger.open(components, path: path, entries: entries)
  }

  /// The keys of a mapping whose keys are names of the user's choice, in their order. Looking at them does not mark
  /// them as read. Variables add no names.
  public var names: [String] { entries.map(\.key) }

  /// Whether the file or the environment has the key, or a part of it. Looking does not mark it as read.
  public func contains(_ key: String) -> Bool {
    if entry(key) != nil { return true }
    guard let name = variable(key) else { return false }
    return ledger.environment.keys.contains { $0 == name || $0.hasPrefix(name + "_") }
  }

  /// An error about the value of a key: with its line, or with the name of the variable that has set it. An
  /// empty key means the section itself.
  public func fault(_ key: String, _ message: String) -> ConfigurationError {
    let place = key.isEmpty ? path : place(of: key)
    if let name = variable(key), ledger.environment[name] != nil {
      return ConfigurationError(source: name, key: place, message)
    }
    return ConfigurationError(source: file, line: entry(key)?.line ?? line, key: place, message)
  }

  func entry(_ key: String) -> ConfigurationEntry? { entries.first { $0.key == key } }

  func place(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The variable that may set a key: capitals, an underscore between words.
  func variable(_ key: String) -> String? {
    guard let variablePrefix else { return nil }
    var name = variablePrefix
    var followsSmallLetter = false
    for scalar in key.unicodeScalars {
      let properties = scalar.properties
      if followsSmallLetter, properties.isUppercase { name += "_" }
      name += properties.isAlphabetic || properties.numericType != nil ? properties.uppercaseMapping : "_"
      followsSmallLetter = properties.isLowercase
    }
    return name
  }
}
