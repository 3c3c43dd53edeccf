extension ModelSpecification {
  /// Reads `name`, `name(key=value,…)`, or a preset: `name@dataset`, `name@dataset(key=value,…)`; blanks around
  /// names and values do not count.
  ///
  /// - Throws: `SpecificationError` that quotes the part that is wrong and says what would be right.
  public init(parsing text: String, registry: AlgorithmRegistry) throws {
    let written = try Written(text, registry: registry)
    try self.init(written.algorithm.init(written.algorithm.descriptor.complete(written.values)))
  }

  /// The hyper-parameters that a specification names, by their own names: what a search leaves alone.
  ///
  /// - Throws: as `init(parsing:registry:)`.
  public static func given(in text: String, registry: AlgorithmRegistry) throws -> Set<String> {
    Set(try Written(text, registry: registry).values.keys)
  }

  /// A specification as it was written: an algorithm, and the values that differ from nothing.
  private struct Written {
    let algorithm: any Algorithm.Type
    var values: [String: HyperparameterValue]

    init(_ text: String, registry: AlgorithmRegistry) throws {
      let trimmed = ModelSpecification.trimmed(text[...])
      let head = trimmed.prefix { $0 != "(" }
      guard !head.isEmpty else { throw SpecificationError("expected the name of a model, found '\(text)'") }
      let name = String(ModelSpecification.trimmed(head))
      if name.contains("@") {
        self = try Written(registry.preset(named: name).specification, registry: registry)
      } else {
        algorithm = try registry.named(name)
        values = [:]
      }
      let rest = trimmed[head.endIndex...]
      guard !rest.isEmpty else { return }
      guard rest.last == ")" else {
        throw SpecificationError("expected ')' at the end of '\(trimmed)'")
      }
      let descriptor = algorithm.descriptor
      let pairs = try ModelSpecification.parts(of: rest.dropFirst().dropLast()).map { part in
        guard let sign = part.firstIndex(of: "=") else {
          throw SpecificationError("\(descriptor.name): expected key=value, found '\(part)'")
        }
        let text = ModelSpecification.trimmed(part[part.index(after: sign)...])
        return (key: String(ModelSpecification.trimmed(part[..<sign])), text: String(text))
      }
      let complete = try descriptor.complete(parsing: pairs).values
      for pair in pairs {
        let key = try descriptor.hyperparameter(named: pair.key).name
        values[key] = complete[key]
      }
    }
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
