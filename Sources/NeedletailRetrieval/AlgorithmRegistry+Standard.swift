public import NeedletailCore
import NeedletailModels

extension AlgorithmRegistry {
  /// Every algorithm of the package: the models, and pipelines over them.
  public static let standard = AlgorithmRegistry(
    models.algorithms + [PipelineAlgorithm.self], presets: models.presets)
}

extension ModelSpecification {
  /// Reads `name` or `name(key=value,…)` with the algorithms of this package.
  ///
  /// - Throws: `SpecificationError` that quotes the part that is wrong and says what would be right; what the
  ///   algorithm throws for a file that it is told to read.
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
