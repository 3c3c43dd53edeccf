public import NeedletailCore

extension AlgorithmRegistry {
  /// Every algorithm of this package, in the order of printing. A new one is one more line.
  public static let all: [any Algorithm.Type] = [
    RandomScores.self,
    Popularity.self,
    ItemNeighbours.self,
    UserNeighbours.self,
    EASE.self,
    IALS.self,
  ]

  /// The registry of `all`.
  public static let standard = AlgorithmRegistry(all)

  /// The algorithm of this package with a name.
  ///
  /// - Throws: `SpecificationError` with the nearest known name.
  public static func named(_ name: String) throws -> any Algorithm.Type { try standard.named(name) }
}

extension ModelSpecification {
  /// Reads `name` or `name(key=value,…)` with the algorithms of this package.
  ///
  /// - Throws: `SpecificationError` that quotes the part that is wrong and says what would be right.
  public init(parsing text: String) throws { try self.init(parsing: text, registry: .standard) }

  /// Reads specifications separated by commas at the top level.
  ///
  /// - Throws: `SpecificationError`; an empty list is one.
  public static func list(_ text: String) throws -> [ModelSpecification] {
    try list(text, registry: .standard)
  }
}

extension Model {
  /// Opens a model of an algorithm of this package; its tensors are mapped, not read.
  ///
  /// - Throws: `ModelFileError` that names the file and the part at fault, `FileAccessError`.
  public static func open(_ path: String) throws -> Model { try open(path, registry: .standard) }
}
