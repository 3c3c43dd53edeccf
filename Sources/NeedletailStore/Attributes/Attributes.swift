import NeedletailData
public import NeedletailRetrieval

extension ItemRecord {
  /// What rules and content models know of the item, by name:
  /// - `title`: the label of that name when it is text, else the remark;
  /// - `categories`: its categories, or the label of that name when it has none;
  /// - `time`: when it appeared, in seconds since 1970-01-01T00:00:00Z;
  /// - each label by its name, those of an inner object as `outer.inner`. Text, numbers, truths and lists of texts
  ///   are attributes; null, lists of numbers (embeddings) and mixed lists are not. Labels that are no object are
  ///   one attribute, `labels`.
  ///
  /// - Complexity: O(size of the labels).
  public var attributes: [String: ItemAttributes.Value] {
    var values: [String: ItemAttributes.Value] = [:]
    labels.collectAttributes(into: &values)
    if !categories.isEmpty { values["categories"] = .texts(categories) }
    if let time { values["time"] = .number(Double(time) / 1000) }
    if case .text = values["title"] { return values }
    values["title"] = comment.isEmpty ? nil : .text(comment)
    return values
  }
}

extension UserRecord {
  /// What models know of the user: each label by its name, as for items.
  public var attributes: [String: ItemAttributes.Value] {
    var values: [String: ItemAttributes.Value] = [:]
    labels.collectAttributes(into: &values)
    return values
  }
}

extension JSONValue {
  fileprivate func collectAttributes(
    named name: String? = nil, into values: inout [String: ItemAttributes.Value]
  ) {
    if case .object(let members) = self {
      for member in members {
        member.value.collectAttributes(named: name.map { "\($0).\(member.key)" } ?? member.key, into: &values)
      }
    } else if let value = attribute {
      values[name ?? "labels"] = value
    }
  }

  /// The value of an attribute; nil for what is none.
  private var attribute: ItemAttributes.Value? {
    switch self {
    case .boolean(let truth): return .truth(truth)
    case .integer(let number): return .number(Double(number))
    case .number(let number): return .number(number)
    case .string(let text): return .text(text)
    case .array(let elements):
      let texts = elements.compactMap(\.string)
      return texts.count == elements.count ? .texts(texts) : nil
    case .null, .object: return nil
    }
  }
}
