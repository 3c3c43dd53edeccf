import NeedletailData

/// The algorithms that a program knows, by name.
///
/// The list itself lives with the algorithms, in `NeedletailModels`; whoever adds a family of their own makes a
/// registry with one more entry.
public struct AlgorithmRegistry: Sendable {
  /// The algorithms in the order of printing.
  public let algorithms: [any Algorithm.Type]
  /// Specifications by name and data set.
  public let presets: [Preset]

  /// A registry of algorithms.
  ///
  /// - Precondition: names are distinct.
  public init(_ algorithms: [any Algorithm.Type], presets: [Preset] = []) {
    let names = algorithms.map { $0.name }
    precondition(Set(names).count == names.count, "two algorithms of one name among \(names)")
    self.algorithms = algorithms
    self.presets = presets
  }

  /// The same algorithms with presets.
  public func offering(_ presets: [Preset]) -> AlgorithmRegistry {
    AlgorithmRegistry(algorithms, presets: self.presets + presets)
  }

  /// The algorithms and presets of both, these first.
  ///
  /// - Precondition: names are distinct.
  public func adding(_ other: AlgorithmRegistry) -> AlgorithmRegistry {
    AlgorithmRegistry(algorithms + other.algorithms, presets: presets + other.presets)
  }

  /// The preset with a name such as `ials@gowalla`.
  ///
  /// - Throws: `SpecificationError` with the nearest known preset.
  public func preset(named name: String) throws(SpecificationError) -> Preset {
    if let preset = presets.first(where: { $0.name == name }) { return preset }
    let names = presets.map(\.name)
    throw SpecificationError(
      "no preset is named '\(name)'\(NearestWord.hint(for: name, among: names)); known: "
        + (names.isEmpty ? "none" : names.sorted().joined(separator: ", ")))
  }

  /// The algorithm with a name.
  ///
  /// - Throws: `SpecificationError` with the nearest known name.
  public func named(_ name: String) throws(SpecificationError) -> any Algorithm.Type {
    if let algorithm = algorithms.first(where: { $0.name == name }) { return algorithm }
    let names = algorithms.map { $0.name }
    throw SpecificationError(
      "no model is named '\(name)'\(NearestWord.hint(for: name, among: names)); known: "
        + names.sorted().joined(separator: ", "))
  }
}
