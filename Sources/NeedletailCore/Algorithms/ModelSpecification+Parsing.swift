extension ModelSpecification {
  /// Reads `name` or `name(key=value,…)`; blanks around names and values do not count.
  ///
  /// - Throws: `SpecificationError` that quotes the part that is wrong and says what would be right.
  public init(parsing text: String, registry: AlgorithmRegistry) throws {
    let trimmed = Self.trimmed(text[...])
    let name = trimmed.prefix { $0 != "(" }
    guard !name.isEmpty else { throw SpecificationError("expected the name of a model, found '\(text)'") }
    let type = try registry.named(String(Self.trimmed(name)))
    let rest = trimmed[name.endIndex...]
    guard !rest.isEmpty else {
      try self.init(type.init(type.descriptor.defaults))
      return
    }
    guard rest.last == ")" else {
      throw SpecificationError("expected ')' at the end of '\(trimmed)'")
    }
    let pairs = try Self.parts(of: rest.dropFirst().dropLast()).map { part in
      guard let sign = part.firstIndex(of: "=") else {
        throw SpecificationError("\(type.name): expected key=value, found '\(part)'")
      }
      let text = Self.trimmed(part[part.index(after: sign)...])
      return (key: String(Self.trimmed(part[..<sign])), text: String(text))
    }
    try self.init(type.init(type.descriptor.complete(parsing: pairs)))
  }

  /// Reads specifications that commas separate at the top level: `ease(l2=500),itemknn(neighbours=50,shrinkage=10)`.
  ///
  /// - Throws: `SpecificationError`; an empty list is one.
  public static func list(_ text: String, registry: AlgorithmRegistry) throws -> [ModelSpecification] {
    let parts = try parts(of: text[...])
    guard !parts.isEmpty else { throw SpecificationError("expected models separated by commas, found none") }
    return try parts.map { try ModelSpecification(parsing: String($0), registry: registry) }
  }

  /// The parts between commas outside parentheses, trimmed; none for a blank text.
  private static func parts(of text: Substring) throws -> [Substring] {
    guard !trimmed(text).isEmpty else { return [] }
    var parts: [Substring] = []
    var depth = 0
    var start = text.startIndex
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      case "," where depth == 0:
        parts.append(trimmed(text[start..<index]))
        start = text.index(after: index)
      default: break
      }
      guard depth >= 0 else { throw SpecificationError("')' without '(' in '\(text)'") }
    }
    guard depth == 0 else { throw SpecificationError("'(' without ')' in '\(text)'") }
    parts.append(trimmed(text[start...]))
    guard parts.allSatisfy({ !$0.isEmpty }) else {
      throw SpecificationError("nothing between two commas in '\(text)'")
    }
    return parts
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return start[...last]
  }
}
