import NeedletailData

/// Checks JSON against the part of JSON Schema that the description of the interface uses.
struct SchemaChecker {
  let document: JSONValue

  /// What is wrong with a value; empty when nothing is. Unknown words of a schema are wrong too.
  func complaints(_ value: JSONValue, _ schema: JSONValue, _ place: String = "$") -> [String] {
    if schema == .boolean(true) { return [] }
    guard case .object(let words) = schema else { return ["\(place): no schema"] }
    return words.flatMap { complaints(value, word: $0.key, $0.value, of: schema, place) }
  }

  /// The schema or response that a reference names.
  func resolve(_ reference: String) -> JSONValue {
    reference.dropFirst(2).split(separator: "/").reduce(document) { $0[String($1)] ?? .null }
  }

  private func complaints(
    _ value: JSONValue, word: String, _ argument: JSONValue, of schema: JSONValue, _ place: String
  ) -> [String] {
    func check(_ holds: Bool) -> [String] { holds ? [] : ["\(place): \(word) \(argument), found \(value)"] }
    switch word {
    case "description", "default", "summary": return []
    case "$ref": return complaints(value, resolve(argument.string ?? ""), place)
    case "type":
      let types = argument.string.map { [$0] } ?? argument.elements.compactMap(\.string)
      return check(types.contains { Self.matches(value, $0) })
    case "enum": return check(argument.elements.contains(value))
    case "oneOf": return check(argument.elements.count { complaints(value, $0, place).isEmpty } == 1)
    case "minimum": return check(value.double.map { $0 >= argument.double ?? 0 } ?? true)
    case "maximum": return check(value.double.map { $0 <= argument.double ?? 0 } ?? true)
    case "minLength":
      return check(value.string.map { $0.unicodeScalars.count >= argument.whole ?? 0 } ?? true)
    case "maxLength":
      return check(value.string.map { $0.unicodeScalars.count <= argument.whole ?? 0 } ?? true)
    case "pattern":
      return check(value.string.map { Self.matches($0, pattern: argument.string ?? "") } ?? true)
    case "minItems":
      return check(!Self.matches(value, "array") || value.elements.count >= argument.whole ?? 0)
    case "maxItems":
      return check(!Self.matches(value, "array") || value.elements.count <= argument.whole ?? 0)
    case "items":
      return value.elements.enumerated().flatMap { complaints($1, argument, "\(place)[\($0)]") }
    case "required":
      guard case .object = value else { return [] }
      return check(argument.elements.allSatisfy { value[$0.string ?? ""] != nil })
    case "properties":
      guard case .object(let members) = value else { return [] }
      return members.flatMap { member in
        argument[member.key].map { complaints(member.value, $0, "\(place).\(member.key)") } ?? []
      }
    case "additionalProperties":
      guard case .object(let members) = value else { return [] }
      let strangers = members.filter { schema["properties"]?[$0.key] == nil }
      guard argument != .boolean(false) else { return check(strangers.isEmpty) }
      return strangers.flatMap { complaints($0.value, argument, "\(place).\($0.key)") }
    default: return ["\(place): the schema has the unknown word '\(word)'"]
    }
  }

  private static func matches(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.boolean, "boolean"), (.integer, "integer"), (.integer, "number"),
      (.number, "number"),
      (.string, "string"), (.array, "array"), (.object, "object"):
      true
    default: false
    }
  }

  private static func matches(_ text: String, pattern: String) -> Bool {
    guard let regex = try? Regex(pattern) else { return false }
    return text.wholeMatch(of: regex) != nil
  }
}
