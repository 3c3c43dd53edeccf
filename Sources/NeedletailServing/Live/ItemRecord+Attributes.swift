import NeedletailData
import NeedletailRetrieval
import NeedletailStore

extension ItemRecord {
  /// What rules know of the item: the members of its labels that are texts, numbers, truths or lists of texts,
  /// and its categories under the name `categories`.
  var attributes: [String: ItemAttributes.Value] {
    var attributes: [String: ItemAttributes.Value] = [:]
    if case .object(let members) = labels {
      for member in members { attributes[member.key] = ItemAttributes.Value(member.value) }
    }
    if !categories.isEmpty { attributes["categories"] = .texts(categories) }
    return attributes
  }
}

extension ItemAttributes.Value {
  /// A label as an attribute; nil for what rules cannot compare.
  fileprivate init?(_ label: JSONValue) {
    switch label {
    case .string(let text): self = .text(text)
    case .boolean(let truth): self = .truth(truth)
    case .integer, .number:
      guard let number = label.double else { return nil }
      self = .number(number)
    case .array(let elements):
      let texts = elements.compactMap(\.string)
      guard texts.count == elements.count else { return nil }
      self = .texts(texts)
    case .null, .object: return nil
    }
  }
}
