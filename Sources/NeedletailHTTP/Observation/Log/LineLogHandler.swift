package import Logging
import NeedletailData

/// How lines of the log look.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
  /// One JSON object a line.
  case json
  /// Words for people.
  case text
}

/// Writes every event of the log as one line: text in which nothing can break out of its line, or JSON.
package struct LineLogHandler: LogHandler {
  /// The least grave level that is written.
  package var logLevel: Logger.Level
  /// What every line of this logger says.
  package var metadata: Logger.Metadata = [:]
  private let label: String
  private let format: LogFormat
  private let writer: LogWriter
  private let clock: @Sendable () -> Int64

  /// A handler.
  package init(
    label: String, format: LogFormat, level: Logger.Level, writer: LogWriter,
    clock: @escaping @Sendable () -> Int64
  ) {
    self.label = label
    self.format = format
    self.writer = writer
    self.clock = clock
    logLevel = level
  }

  /// One item of what every line says.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a line.
  package func log(event: LogEvent) {
    var all = metadata
    if let more = event.metadata { all.merge(more) { $1 } }
    if let error = event.error { all["error"] = "\(error)" }
    let pairs = all.sorted { $0.key < $1.key }.filter { $0.key != "hb.request.id" }
    let moment = TimeText.iso(milliseconds: clock())
    var line: [UInt8] = []
    switch format {
    case .json:
      let members =
        [
          ("time", JSONValue.string(moment)), ("level", .string(event.level.rawValue)),
          ("logger", .string(label)), ("message", .string("\(event.message)")),
        ]
        + pairs.map { ($0.key, Self.json($0.value)) }
      JSONValue.object(members.map { JSONValue.Member($0.0, $0.1) }).write(to: &line)
    case .text:
      line += "\(moment) \(event.level.rawValue) ".utf8
      Self.append("\(event.message)", to: &line)
      for (key, value) in pairs {
        line += " \(key)=".utf8
        let text = "\(value)"
        if text.isEmpty || text.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\"") }) {
          JSONValue.write(text, to: &line)
        } else {
          Self.append(text, to: &line)
        }
      }
    }
    writer.write(line)
  }

  private static func append(_ text: String, to line: inout [UInt8]) {
    for byte in text.utf8 { line.append(byte < 0x20 || byte == 0x7F ? UInt8(ascii: " ") : byte) }
  }

  private static func json(_ value: Logger.MetadataValue) -> JSONValue {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let value):
      switch value {
      case let number as Int: .integer(Int64(number))
      case let number as Double: .number(number)
      default: .string(value.description)
      }
    case .array(let values): .array(values.map(json))
    case .dictionary(let members):
      .object(members.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, json($0.value)) })
    }
  }
}
