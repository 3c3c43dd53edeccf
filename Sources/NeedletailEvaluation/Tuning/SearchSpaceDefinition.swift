public import NeedletailCore
import NeedletailData

/// What a search varies and what it leaves alone: an algorithm, and an axis for each hyper-parameter in play.
///
/// ```swift
/// let base = try ModelSpecification(parsing: "ials(epochs=8)")
/// let space = try SearchSpaceDefinition(base, fixed: ["epochs"], overrides: "dimension=64|128")
/// ```
public struct SearchSpaceDefinition: Sendable, Hashable, CustomStringConvertible {
  /// The algorithm with the values of everything that is not searched.
  public let base: ModelSpecification
  /// The hyper-parameters that the specification or the overrides hold fast: no strategy moves them.
  public let fixed: Set<String>
  /// The axes, in the order in which the algorithm declares its hyper-parameters.
  public let axes: [SearchAxis]

  /// A search over what the algorithm declares, unless overrides say otherwise.
  ///
  /// - Parameters:
  ///   - fixed: the hyper-parameters that `base` was given on purpose.
  ///   - overrides: `l2=log(10..10000),dimension=64|128,shrinkage=0..100,epochs=8`: ranges, lists and single
  ///     values; a hyper-parameter without a declared space takes part only if it is named here.
  ///   - isOfExamples: whether the search is on labelled examples, which leaves alone what matters to logs only.
  /// - Throws: `SpecificationError` for an unknown hyper-parameter, an illegal value, an axis of what is fixed,
  ///   and when nothing is left to search.
  public init(
    _ base: ModelSpecification, fixed: Set<String> = [], overrides: String? = nil, isOfExamples: Bool = false
  ) throws {
    let descriptor = type(of: base.algorithm).descriptor
    var spaces: [String: SearchSpace] = [:]
    for parameter in descriptor.hyperparameters
    where !fixed.contains(parameter.name) && !(isOfExamples && parameter.isOfLogs) {
      spaces[parameter.name] = parameter.search
    }
    var held: [String: HyperparameterValue] = [:]
    for (key, text) in try Self.assignments(overrides ?? "") {
      let parameter = try descriptor.hyperparameter(named: key)
      guard !fixed.contains(parameter.name) else {
        throw SpecificationError(
          "\(descriptor.name): \(parameter.name) is given in the specification and in the space")
      }
      let space = try SearchSpace(parsing: text, for: parameter)
      if case .values(let values) = space, values.count == 1 {
        held[parameter.name] = values[0]
        spaces[parameter.name] = nil
      } else {
        spaces[parameter.name] = space
      }
    }
    self.base = ModelSpecification(try base.algorithm.setting(held))
    self.fixed = fixed.union(held.keys)
    axes = descriptor.hyperparameters.compactMap { parameter in
      spaces[parameter.name].map { SearchAxis(parameter.name, $0) }
    }
    guard !axes.isEmpty else {
      let free = descriptor.hyperparameters.map(\.name).filter { !self.fixed.contains($0) }
      throw SpecificationError(
        "\(descriptor.name): nothing is left to search"
          + (free.isEmpty ? "" : "; declare a space for \(free.joined(separator: ", "))"))
    }
  }

  /// `key=…` parts separated by commas.
  private static func assignments(_ text: String) throws -> [(String, String)] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmedOfBlanks)
    guard parts != [""] else { return [] }
    var seen: Set<String> = []
    return try parts.map { part in
      let sides = part.split(separator: "=", maxSplits: 1).map(\.trimmedOfBlanks)
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        throw SpecificationError("space: expected name=log(1..100), name=1..5 or name=a|b, found '\(part)'")
      }
      guard seen.insert(sides[0]).inserted else {
        throw SpecificationError("space: \(sides[0]) is given twice")
      }
      return (sides[0], sides[1])
    }
  }

  /// A point of the space.
  ///
  /// - Parameter values: a value an axis, in their order.
  public func specification(_ values: [HyperparameterValue]) throws -> ModelSpecification {
    let named = Dictionary(uniqueKeysWithValues: zip(axes.map(\.name), values))
    return ModelSpecification(try base.algorithm.setting(named))
  }

  /// The values of a point, in the order of the axes.
  public func values(of specification: ModelSpecification) -> [HyperparameterValue] {
    let values = specification.algorithm.hyperparameters.values
    return axes.compactMap { values[$0.name] }
  }

  /// "ials over dimension=64|128, l2=log(0.0003..0.1)".
  public var description: String {
    "\(base) over \(axes.map(\.description).joined(separator: ", "))"
  }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmedOfBlanks: String {
    var text = Substring(self)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text.drop { $0.isWhitespace })
  }
}
