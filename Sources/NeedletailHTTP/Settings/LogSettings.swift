package import Logging
import NeedletailConfiguration
import NeedletailServing

/// What the log tells, and how.
public struct LogSettings: Sendable, Hashable {
  /// The least grave events that are told: "trace", "debug", "info", "notice", "warning", "error", "critical". At
  /// "info" every request is a line.
  public var level = "notice"
  /// How lines look.
  public var format = LogFormat.text

  /// Settings with their defaults.
  public init() {}

  /// Reads the section `log`.
  init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    self.init()
    level = try section.choice("level", default: level, of: Logger.Level.allCases.map(\.rawValue))
    let word = try section.choice("format", default: format.rawValue, of: LogFormat.allCases.map(\.rawValue))
    format = LogFormat(rawValue: word) ?? format
  }

  /// A logger that writes as the settings say.
  package func logger(_ writer: LogWriter, label: String = "needletail") -> Logger {
    let level = Logger.Level(rawValue: level) ?? .notice
    return Logger(label: label) { [format] label in
      LineLogHandler(
        label: label, format: format, level: level, writer: writer, clock: { EngineClock.milliseconds })
    }
  }
}
