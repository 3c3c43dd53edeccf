public import NeedletailCore
import NeedletailModels
import Synchronization

extension AlgorithmRegistry {
  private static let known = Mutex(
    AlgorithmRegistry(models.algorithms + [PipelineAlgorithm.self], presets: models.presets))

  /// Every algorithm that the program knows: the models of the library, pipelines over them, and families that were
  /// registered.
  public static var standard: AlgorithmRegistry { known.withLock { $0 } }

  /// Makes a family known to the program, so that specifications and model files may name it. Call it once, before
  /// anything is read: the tool registers `AlgorithmRegistry.neural`.
  ///
  /// - Precondition: no algorithm of the family has the name of a known one.
  public static func register(_ family: AlgorithmRegistry) {
    known.withLock { known in
      known = AlgorithmRegistry(
        known.algorithms + family.algorithms, presets: known.presets + family.presets)
    }
  }
}

extension ModelSpecification {
  /// Reads `name` or `name(key=value,…)` with the algorithms that the program knows.
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
  /// Opens a model of an algorithm that the program knows; its tensors are mapped, not read.
  ///
  /// - Throws: `ModelFileError` that names the file and the part at fault, `FileAccessError`.
  public static func open(_ path: String) throws -> Model { try open(path, registry: .standard) }
}
