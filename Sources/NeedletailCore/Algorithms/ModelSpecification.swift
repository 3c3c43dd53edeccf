/// An algorithm with its hyper-parameters, written as people write it: `ials(dimension=128,l2=0.003)`.
public struct ModelSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The name of the algorithm.
  public var name: String { type(of: algorithm).name }
  /// The algorithm, a checked value.
  public let algorithm: any Algorithm

  /// The specification of an algorithm.
  public init(_ algorithm: any Algorithm) { self.algorithm = algorithm }

  /// The canonical spelling: hyper-parameters that differ from their defaults, in the order of declaration.
  /// Parsing it gives an equal specification.
  public var description: String { spelled { $0 != $1.defaultValue } }

  /// The spelling with every hyper-parameter, for records that must outlive a change of defaults.
  public var fullDescription: String { spelled { _, _ in true } }

  private func spelled(
    _ isShown: (HyperparameterValue, Hyperparameter) -> Bool
  ) -> String {
    let values = algorithm.hyperparameters.values
    let shown = type(of: algorithm).descriptor.hyperparameters.compactMap { parameter -> String? in
      guard let value = values[parameter.name], isShown(value, parameter) else { return nil }
      return "\(parameter.name)=\(value)"
    }
    return shown.isEmpty ? name : "\(name)(\(shown.joined(separator: ",")))"
  }

  /// Whether both name the same algorithm with equal hyper-parameters.
  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && left.algorithm.hyperparameters == right.algorithm.hyperparameters
  }

  /// Hashes the name and the hyper-parameters.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(algorithm.hyperparameters)
  }
}
