/// The arguments of a specification such as `counts(alpha=40,form=log)` or `holdout:users=0.5,ratings=0.2`:
/// values by position or by key, with errors that name what is legal.
package struct Arguments {
  private var named: [(key: String, value: String)] = []
  private var positional: [String] = []
  /// The whole specification, for messages.
  private let whole: String
  /// How the specification should look, for messages.
  private let usage: String

  /// Reads `key=value` and `value` parts separated by commas.
  ///
  /// - Parameters:
  ///   - text: the part between the brackets or after the colon.
  ///   - whole: the specification that the user wrote.
  ///   - usage: a legal form of it.
  package init(_ text: Substring, of whole: String, usage: String) throws {
    self.whole = whole
    self.usage = usage
    guard !text.isEmpty else { return }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let part = part.trimmed
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if sides.count == 2 {
        let key = String(sides[0].trimmed)
        guard !named.contains(where: { $0.key == key }) else { throw error("'\(key)' is given twice") }
        named.append((key, String(sides[1].trimmed)))
      } else if part.isEmpty {
        throw error("an argument is missing")
      } else {
        positional.append(String(part))
      }
    }
  }

  /// Takes the argument of a key out, or nil when it is absent.
  package mutating func take(_ key: String) -> String? {
    guard let index = named.firstIndex(where: { $0.key == key }) else { return nil }
    return named.remove(at: index).value
  }

  /// Takes the first value without a key out, or nil when there is none.
  package mutating func takeFirst() -> String? { positional.isEmpty ? nil : positional.removeFirst() }

  /// Takes a number out: the value of a key, or the default.
  package mutating func number(
    _ key: String, default standard: Double? = nil, in range: ClosedRange<Double>, excluding: Double? = nil
  ) throws -> Double {
    guard let text = take(key) else {
      guard let standard else { throw error("'\(key)' is missing") }
      return standard
    }
    return try number(text, named: key, in: range, excluding: excluding)
  }

  /// Reads a number from a text.
  package func number(
    _ text: String, named key: String, in range: ClosedRange<Double>, excluding: Double? = nil
  ) throws -> Double {
    guard let value = Double(text), value.isFinite, range.contains(value), value != excluding else {
      let least = excluding == range.lowerBound ? "above \(range.lowerBound)" : "from \(range.lowerBound)"
      let most = range.upperBound > 1e300 ? "" : " to \(range.upperBound)"
      throw error("\(key) is a number \(least)\(most), found '\(text)'")
    }
    return value
  }

  /// Takes a whole number out: the value of a key, or the default.
  package mutating func integer(
    _ key: String, default standard: Int? = nil, in range: ClosedRange<Int>
  ) throws -> Int {
    guard let text = take(key) else {
      guard let standard else { throw error("'\(key)' is missing") }
      return standard
    }
    return try integer(text, named: key, in: range)
  }

  /// Reads a whole number from a text.
  package func integer(_ text: String, named key: String, in range: ClosedRange<Int>) throws -> Int {
    guard let value = Int(text), range.contains(value) else {
      throw error(
        "\(key) is a whole number from \(range.lowerBound) to \(range.upperBound), found '\(text)'")
    }
    return value
  }

  /// Checks that every argument was taken.
  ///
  /// - Parameter legal: the keys that exist, for the nearest one in the message.
  package func finish(legal: [String]) throws {
    if let extra = positional.first { throw error("unexpected '\(extra)'") }
    if let extra = named.first {
      let hint = NearestWord.hint(for: extra.key, among: legal)
      throw error("unknown '\(extra.key)'\(hint)")
    }
  }

  /// An error about this specification.
  package func error(_ problem: String) -> DataError {
    DataError("'\(whole)': \(problem); expected \(usage)")
  }
}

extension Substring {
  /// The text without blanks at its ends.
  var trimmed: Substring {
    var text = self
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text.drop { $0 == " " || $0 == "\t" }
  }
}

extension Double {
  /// The shortest text that reads back as the same number, without a fraction when it is whole.
  var shortest: String {
    self == rounded() && magnitude < 1e15 ? String(Int(self)) : String(self)
  }
}
