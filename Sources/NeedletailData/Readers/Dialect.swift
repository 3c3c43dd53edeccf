/// What separates the fields of a line.
enum Delimiter: Sendable, Hashable {
  case byte(UInt8)
  case doubleColon
  /// A run of blanks or tabs.
  case blanks

  /// The byte that ends a field.
  var first: UInt8 {
    switch self {
    case .byte(let byte): byte
    case .doubleColon: Byte.colon
    case .blanks: Byte.space
    }
  }

  /// The delimiter that `ReadOptions.delimiter` names.
  init(named name: String) throws {
    switch name {
    case "::": self = .doubleColon
    case " ", "blank": self = .blanks
    case "\\t", "tab": self = .byte(Byte.tab)
    default:
      // What numbers are made of cannot separate them.
      guard name.utf8.count == 1, let byte = name.utf8.first, byte > Byte.space || byte == Byte.tab,
        !Byte.isDigit(byte), ![Byte.quote, Byte.dot, Byte.minus, Byte.plus].contains(byte)
      else {
        throw DataError("delimiter: expected one character, '::', 'tab' or 'blank', found '\(name)'")
      }
      self = .byte(byte)
    }
  }

  /// For messages.
  var description: String {
    switch self {
    case .byte(Byte.tab): "tab"
    case .byte(let byte): "'\(String(decoding: [byte], as: UTF8.self))'"
    case .doubleColon: "'::'"
    case .blanks: "blank"
    }
  }
}

/// How the lines of a delimited file are made.
struct Dialect: Sendable {
  var delimiter: Delimiter
  /// Lines before the first record: a header, comments.
  var headerLines = 0
  /// What each column holds.
  var roles: [FieldRole]
  /// The names of the columns, for messages; made-up ones without a header.
  var names: [String]
  var clock = ClockReading(unit: .seconds)
  /// Lines may have fewer or more fields than `roles` as long as the used ones are there.
  var ragged = false

  /// Quoting exists where one byte delimits.
  var quoting: Quoting? {
    if case .byte(let byte) = delimiter { Quoting(delimiter: byte) } else { nil }
  }
}
