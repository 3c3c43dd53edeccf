import NeedletailData

/// Categories as a rule: an item must have all of them.
package enum CategoryRule {
  /// `categories in ["a"] and categories in ["b"]`; nil for none.
  package static func text(_ categories: [String]) -> String? {
    guard !categories.isEmpty else { return nil }
    return categories.map { "categories in [\(JSONValue.string($0))]" }.joined(separator: " and ")
  }
}
