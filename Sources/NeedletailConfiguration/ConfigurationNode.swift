/// A value of the file with the line it stands on.
indirect enum ConfigurationNode: Sendable {
  /// A scalar as it was written; a plain one has no quotes.
  case scalar(String, isPlain: Bool, line: Int)
  /// A list.
  case list([ConfigurationNode], line: Int)
  /// A mapping, its keys distinct and in their order.
  case mapping([ConfigurationEntry], line: Int)

  /// The line, from 1.
  var line: Int {
    switch self {
    case .scalar(_, _, let line), .list(_, let line), .mapping(_, let line): line
    }
  }

  /// Whether it is YAML's word for nothing: an empty value, `~` or `null` without quotes.
  var isNothing: Bool {
    if case .scalar(let text, true, _) = self {
      ["", "~", "null", "Null", "NULL"].contains(text)
    } else {
      false
    }
  }

  /// What it is, for "found …".
  var summary: String {
    switch self {
    case _ where isNothing: "nothing"
    case .scalar(let text, true, _): text.quoted
    case .scalar(let text, false, _): "the text \(text.quoted) in quotes"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A key of a mapping and its value.
struct ConfigurationEntry: Sendable {
  /// The key.
  let key: String
  /// The line of the key, from 1.
  let line: Int
  /// The value.
  let value: ConfigurationNode
}

extension String {
  /// The text in quotes on one line, cut when it is long.
  var quoted: String {
    var text = ""
    for scalar in unicodeScalars.prefix(60) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return "'\(text)\(unicodeScalars.count > 60 ? "…" : "")'"
  }
}
