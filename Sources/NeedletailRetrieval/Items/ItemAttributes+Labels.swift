public import NeedletailData

extension ItemAttributes {
  /// The attribute that labels without a name go to.
  public static let labels = "labels"

  /// The attributes that a client's labels amount to.
  ///
  /// Members of an object are attributes by their keys: texts, numbers and truth values, and arrays as lists of the
  /// texts in them. An object in an object adds to the name (`maker.country`), up to four deep; of equal names the
  /// last counts. An array or a text that stands alone is the list named `labels`. All else (null, numbers that
  /// stand alone, arrays without texts such as embeddings) is no attribute.
  ///
  /// - Complexity: O(values).
  public static func values(ofLabels json: JSONValue) -> [String: Value] {
    var values: [String: Value] = [:]
    switch json {
    case .object: enter(json, name: "", depth: 0, into: &values)
    case .string(let text): values[labels] = .texts([text])
    case .array: enter(json, name: labels, depth: 0, into: &values)
    default: break
    }
    return values
  }

  private static func enter(_ json: JSONValue, name: String, depth: Int, into values: inout [String: Value]) {
    switch json {
    case .null: break
    case .boolean(let truth): values[name] = .truth(truth)
    case .integer, .number: values[name] = json.double.map(Value.number)
    case .string(let text): values[name] = .text(text)
    case .array(let elements):
      let texts = elements.compactMap(\.string)
      if !texts.isEmpty { values[name] = .texts(texts) }
    case .object(let members):
      guard depth < 4 else { return }
      for member in members {
        enter(
          member.value, name: name.isEmpty ? member.key : "\(name).\(member.key)", depth: depth + 1,
          into: &values)
      }
    }
  }
}
