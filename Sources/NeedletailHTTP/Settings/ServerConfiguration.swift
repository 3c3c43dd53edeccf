public import NeedletailConfiguration
public import NeedletailServing

/// All that a server is told: one YAML file with the environment on top.
///
/// `Examples/needletail.yaml` shows every key with its default. A scalar is also set by a variable:
/// `NEEDLETAIL_SERVE_HTTP_PORT` for `http.port`.
public struct ServerConfiguration: Sendable {
  /// What the names of its environment variables start with.
  public static let prefix = "NEEDLETAIL_SERVE"

  /// How it listens, and what it bears.
  public var http = HTTPSettings()
  /// Who may ask; without keys everybody on this machine may.
  public var keys: [APIKey] = []
  /// Where it keeps what it is told.
  public var store = StoreSettings()
  /// The folder of the model that answers at first; nil for the newest version that is kept.
  public var model: String?
  /// How it answers.
  public var engine = EngineSettings()
  /// When and how it trains; nil when it does not.
  public var training: TrainingSettings?
  /// How it records what was shown; nil when it does not.
  public var exposures: ExposureSettings? = ExposureSettings()
  /// What it tells of itself.
  public var log = LogSettings()

  /// A configuration with its defaults.
  public init() {}

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - text: YAML; empty text is a configuration with its defaults.
  ///   - file: the file's name, for messages.
  ///   - environment: all variables.
  /// - Throws: `ConfigurationError` with the line: for a wrong key, a wrong type, a value out of range, and for a
  ///   server that would be open to strangers.
  public init(
    parsing text: String, file: String, environment: [String: String] = [:]
  ) throws(ConfigurationError) {
    self.init()
    var root = try ConfigurationSection(
      parsing: text, file: file, environment: environment, prefix: Self.prefix)
    keys = try Self.keys(&root, environment)
    var http = try root.section("http")
    self.http = try HTTPSettings(&http)
    try checkExposure { http.fault("host", $0) }
    var store = try root.section("store")
    self.store = try StoreSettings(&store)
    model = try root.string("model")
    var log = try root.section("log")
    self.log = try LogSettings(&log)
    engine = try EngineSettings(&root)
    if root.contains("train") { training = try TrainingSettings(reading: root.section("train")) }
    var exposures = try root.section("exposures")
    self.exposures = try ExposureSettings.read(&exposures)
    try root.finish()
  }

  /// Refuses a server that would be open to strangers: no key, and an address that is not this machine's own.
  ///
  /// - Throws: `ConfigurationError`.
  public func checkExposure() throws(ConfigurationError) {
    try checkExposure { ConfigurationError(source: "configuration", key: "http.host", $0) }
  }

  private func checkExposure(
    _ fault: (String) -> ConfigurationError
  ) throws(ConfigurationError) {
    guard keys.isEmpty, !LoopbackGuard.isLoopback(http.host) else { return }
    throw fault(
      "expected 127.0.0.1, ::1 or localhost, found '\(http.host)': without a key everybody could change everything; "
        + "add one under 'keys' to listen to other machines")
  }

  private static func keys(
    _ root: inout ConfigurationSection, _ environment: [String: String]
  ) throws(ConfigurationError) -> [APIKey] {
    var keys: [APIKey] = []
    for section in try root.sections("keys") {
      var section = section
      let key = try APIKey(&section, environment: environment)
      guard !keys.contains(where: { $0.name == key.name }) else {
        throw section.fault("name", "expected another name than an earlier key's, found '\(key.name)'")
      }
      guard !keys.contains(where: { $0.digest == key.digest }) else {
        throw section.fault("name", "expected another secret than an earlier key's")
      }
      keys.append(key)
    }
    return keys
  }
}
