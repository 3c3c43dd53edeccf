/// How a stream is cut into windows.
public enum WindowSize: Sendable, Hashable, CustomStringConvertible {
  /// By time, in milliseconds.
  case time(Int64)
  /// So many examples each; the last window takes what is left.
  case examples(Int)

  /// Reads `30m`, `2h`, `1d`, or a number of examples.
  ///
  /// - Throws: `EvaluationError`.
  public init(parsing text: String) throws {
    if let length = Self.milliseconds(text), length > 0 {
      self = .time(length)
    } else if let count = Int(text), count > 0 {
      self = .examples(count)
    } else {
      throw EvaluationError("expected a window such as 2h, 1d, 30m or a number of examples, found '\(text)'")
    }
  }

  /// The milliseconds of `90s`, `30m`, `2h` or `1d`; nil for anything else.
  public static func milliseconds(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let last = text.last, let unit = units[last], let number = Int64(text.dropLast()),
      (0...1_000_000).contains(number)
    else { return nil }
    return number * unit
  }

  /// "2h", "5000 examples".
  public var description: String {
    switch self {
    case .examples(let count): "\(count) examples"
    case .time(let length): Self.spelled(length)
    }
  }

  /// Milliseconds in the largest unit that leaves nothing over.
  static func spelled(_ milliseconds: Int64) -> String {
    for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000)] as [(String, Int64)]
    where milliseconds % length == 0 && milliseconds > 0 { return "\(milliseconds / length)\(unit)" }
    return "\(Double(milliseconds) / 1000)s"
  }
}
