/// The number of a model in a registry: from 1, ascending, never used twice. Written `v000007`.
public struct ModelVersion: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// The number.
  public let number: Int

  /// A version.
  ///
  /// - Precondition: the number is positive.
  public init(number: Int) {
    precondition(number > 0, "version \(number)")
    self.number = number
  }

  /// Reads `v000007`, `v7` or `7`; nil for anything else.
  public init?(_ text: String) {
    let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48..<58).contains($0) }), let number = Int(digits),
      number > 0
    else { return nil }
    self.number = number
  }

  /// `v000007`: at least six digits.
  public var description: String {
    let digits = "\(number)"
    return "v" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// Whether the left one is older.
  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  /// Reads the text of a version.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let version = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a version such as v000007, found '\(text)'")
    }
    self = version
  }

  /// Writes the text of the version.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
