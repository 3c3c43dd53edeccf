import NeedletailConfiguration
package import NeedletailData

/// One object of a body, read member by member; whatever nobody asked for is refused.
///
/// Faults name their place: `events[3].value: expected a number, found text`.
///
/// ```swift
/// var body = try BodyReader(json)
/// let user = try body.text("user", .id)
/// let count = try body.integer("count", in: 1...1000) ?? 10
/// try body.finish()
/// ```
package struct BodyReader {
  private let members: [JSONValue.Member]
  private let path: String
  private var known: [String] = []

  /// Reads a value that must be an object.
  ///
  /// - Parameter path: where the value stands; empty for the whole body.
  package init(_ value: JSONValue, path: String = "") throws(RequestFault) {
    guard case .object(let members) = value else {
      throw Self.mismatch(path.isEmpty ? "body" : path, "an object", value)
    }
    self.members = members
    self.path = path
  }

  /// Any member; nil when it is missing.
  package mutating func value(_ name: String) -> JSONValue? {
    known.append(name)
    return members.first { $0.key == name }?.value
  }

  /// A text.
  package mutating func text(_ name: String, _ rule: TextRule) throws(RequestFault) -> String? {
    guard let value = value(name) else { return nil }
    return try Self.text(value, place(name), rule)
  }

  /// A text that must be there.
  package mutating func requiredText(_ name: String, _ rule: TextRule) throws(RequestFault) -> String {
    guard let text = try text(name, rule) else { throw missing(name) }
    return text
  }

  /// A number.
  package mutating func number(_ name: String, in range: ClosedRange<Double>) throws(RequestFault) -> Double?
  {
    guard let value = value(name) else { return nil }
    guard let number = value.double else { throw Self.mismatch(place(name), "a number", value) }
    guard range.contains(number) else {
      throw RequestFault(
        .invalid, part: place(name),
        "expected a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))")
    }
    return number
  }

  /// A number that must be there.
  package mutating func requiredNumber(
    _ name: String, in range: ClosedRange<Double>
  ) throws(RequestFault) -> Double {
    guard let number = try number(name, in: range) else { throw missing(name) }
    return number
  }

  /// A whole number; 3.0 is one.
  package mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(RequestFault) -> Int64? {
    guard let value = value(name) else { return nil }
    let integer: Int64?
    switch value {
    case .integer(let number): integer = number
    case .number(let number): integer = Int64(exactly: number)
    default: throw Self.mismatch(place(name), "a whole number", value)
    }
    guard let integer, range.contains(integer) else {
      throw RequestFault(
        .invalid, part: place(name), "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return integer
  }

  /// True or false.
  package mutating func truth(_ name: String) throws(RequestFault) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .boolean(let truth) = value else { throw Self.mismatch(place(name), "true or false", value) }
    return truth
  }

  /// A list, each element read by a function that is told where it stands.
  package mutating func list<Element>(
    _ name: String, atMost limit: Int, _ read: (JSONValue, String) throws(RequestFault) -> Element
  ) throws(RequestFault) -> [Element]? {
    guard let value = value(name) else { return nil }
    return try Self.list(value, place(name), atMost: limit, read)
  }

  /// A list of texts.
  package mutating func texts(
    _ name: String, _ rule: TextRule, atMost limit: Int
  ) throws(RequestFault) -> [String]? {
    try list(name, atMost: limit) { value, place throws(RequestFault) in try Self.text(value, place, rule) }
  }

  /// Refuses members that nobody asked for, with the nearest known one.
  package func finish() throws(RequestFault) {
    guard let stranger = members.first(where: { !known.contains($0.key) }) else { return }
    throw RequestFault(
      .invalid, part: place(String(stranger.key.prefix(60))),
      "there is no such member" + NearestWord.hint(for: stranger.key, among: known))
  }

  /// A member that must be there.
  package func missing(_ name: String) -> RequestFault {
    RequestFault(.invalid, part: place(name), "expected this member, found nothing")
  }

  /// Where a member stands.
  package func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

extension BodyReader {
  /// A list, each element read by a function that is told where it stands.
  static func list<Element>(
    _ value: JSONValue, _ place: String, atMost limit: Int, atLeast least: Int = 0,
    _ read: (JSONValue, String) throws(RequestFault) -> Element
  ) throws(RequestFault) -> [Element] {
    guard case .array(let values) = value else { throw mismatch(place, "a list", value) }
    guard (least...limit).contains(values.count) else {
      throw RequestFault(
        .invalid, part: place, "expected \(least) to \(limit) elements, found \(values.count)")
    }
    var elements: [Element] = []
    elements.reserveCapacity(values.count)
    for (number, value) in values.enumerated() { elements.append(try read(value, "\(place)[\(number)]")) }
    return elements
  }

  /// A text.
  static func text(_ value: JSONValue, _ place: String, _ rule: TextRule) throws(RequestFault) -> String {
    guard case .string(let text) = value else { throw mismatch(place, "text", value) }
    if let complaint = rule.complaint(text) { throw RequestFault(.invalid, part: place, complaint) }
    return text
  }

  private static func mismatch(_ place: String, _ expected: String, _ found: JSONValue) -> RequestFault {
    let word =
      switch found {
      case .null: "null"
      case .boolean: "true or false"
      case .integer, .number: "a number"
      case .string: "text"
      case .array: "a list"
      case .object: "an object"
      }
    return RequestFault(.invalid, part: place, "expected \(expected), found \(word)")
  }

  private static func text(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
