import NeedletailData

/// A JSON object that a client sent, read member by member.
///
/// Names are matched as gorse matches them: exactly, or else without regard to case. Members that are missing or
/// null have their defaults, members of other names are left alone.
struct GorseObject {
  private let members: [JSONValue.Member]
  /// Where in the body the object is: "[3]"; empty for the body itself.
  private let place: String

  init(_ value: JSONValue, at place: String = "") throws(RequestFault) {
    guard case .object(let members) = value else {
      throw RequestFault(
        .invalid, part: place.isEmpty ? "body" : place, "expected an object, found \(value.kindName)")
    }
    self.members = members
    self.place = place
  }

  /// The objects of a body that is a list; null is an empty one.
  static func list(_ body: JSONValue) throws(RequestFault) -> [GorseObject] {
    switch body {
    case .null: return []
    case .array(let values):
      var objects: [GorseObject] = []
      objects.reserveCapacity(values.count)
      for (index, value) in values.enumerated() { objects.append(try GorseObject(value, at: "[\(index)]")) }
      return objects
    case let value:
      throw RequestFault(.invalid, part: "body", "expected a list of objects, found \(value.kindName)")
    }
  }

  /// The value of a member; nil when it is missing or null.
  func value(_ name: String) -> JSONValue? {
    let member =
      members.first { $0.key == name } ?? members.first { $0.key.lowercased() == name.lowercased() }
    guard let value = member?.value, value != .null else { return nil }
    return value
  }

  func string(_ name: String) throws(RequestFault) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else { throw fault(name, "a text", value) }
    return text
  }

  func boolean(_ name: String) throws(RequestFault) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .boolean(let truth) = value else { throw fault(name, "true or false", value) }
    return truth
  }

  func number(_ name: String) throws(RequestFault) -> Double? {
    guard let value = value(name) else { return nil }
    guard let number = value.double else { throw fault(name, "a number", value) }
    return number
  }

  func strings(_ name: String) throws(RequestFault) -> [String]? {
    guard let value = value(name) else { return nil }
    guard case .array(let values) = value else { throw fault(name, "a list of texts", value) }
    var texts: [String] = []
    for value in values {
      guard let text = value.string else { throw fault(name, "a list of texts", value) }
      texts.append(text)
    }
    return texts
  }

  /// A moment in milliseconds; nil when it is missing, null or empty.
  func time(_ name: String) throws(RequestFault) -> Int64? {
    switch value(name) {
    case nil, .string(""): return nil
    case .string(let text):
      guard let time = Timestamp.milliseconds(text) else {
        throw RequestFault(
          .invalid, part: path(name), "expected a date and time, found '\(text.prefix(64))'")
      }
      return time
    case let value?:
      guard let number = value.double, let time = Timestamp.milliseconds(number) else {
        throw fault(name, "a date and time", value)
      }
      return time
    }
  }

  /// An id, which is neither empty nor has a slash, so that it can be part of a path.
  func id(_ name: String) throws(RequestFault) -> String {
    let id = try string(name) ?? ""
    guard !id.isEmpty else { throw RequestFault(.invalid, part: path(name), "expected an id, found none") }
    guard !id.utf8.contains(UInt8(ascii: "/")) else {
      throw RequestFault(
        .invalid, part: path(name), "expected an id without '/', found '\(id.prefix(40))'")
    }
    return id
  }

  private func fault(_ name: String, _ expected: String, _ found: JSONValue) -> RequestFault {
    RequestFault(.invalid, part: path(name), "expected \(expected), found \(found.kindName)")
  }

  /// The name of a member in messages.
  func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}

extension JSONValue {
  /// What a message calls a value of this kind.
  fileprivate var kindName: String {
    switch self {
    case .null: "null"
    case .boolean(let truth): truth ? "true" : "false"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
