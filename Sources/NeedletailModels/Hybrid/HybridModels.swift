import NeedletailCore

/// The models of a blend, as they are written: `rp3beta(beta=0.1)+ials(dimension=256)`.
struct HybridModels: Sendable, Hashable, CustomStringConvertible {
  /// The models in the order of writing.
  let models: [ModelSpecification]

  /// Models.
  init(_ models: [ModelSpecification]) { self.models = models }

  /// Reads models that plus signs outside parentheses separate.
  ///
  /// - Throws: `SpecificationError`; fewer than two models are one.
  init(parsing text: String) throws {
    var parts: [Substring] = []
    var depth = 0
    var start = text.startIndex
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      case "+" where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    parts.append(text[start...])
    guard parts.count >= 2 else {
      throw SpecificationError(
        "hybrid: models: expected two models at least, as in ease+ials, found '\(text)'")
    }
    models = try parts.map { part in
      do {
        return try ModelSpecification(parsing: String(part), registry: .models)
      } catch let error as SpecificationError {
        throw SpecificationError("hybrid: models: \(error.message)")
      }
    }
  }

  /// As it is written.
  var description: String { models.map(\.description).joined(separator: "+") }

  /// The same with every hyper-parameter.
  var fullDescription: String { models.map(\.fullDescription).joined(separator: "+") }
}

/// The weights of a blend, as they are written: `0.5+0.3+0.2`.
enum HybridWeights {
  /// Reads as many weights as there are models; none when they are to be learnt.
  ///
  /// - Throws: `SpecificationError` that quotes the weight that is wrong.
  static func parse(_ text: String, count: Int) throws -> [Double] {
    guard !text.isEmpty else { return [] }
    let weights = try text.split(separator: "+", omittingEmptySubsequences: false).map { part in
      guard let weight = Double(part), weight.isFinite, weight >= 0 else {
        throw SpecificationError(
          "hybrid: weights: expected numbers that are not negative between plus signs, found '\(part)'")
      }
      return weight
    }
    guard weights.count == count else {
      throw SpecificationError("hybrid: weights: expected \(count), one a model, found \(weights.count)")
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw SpecificationError("hybrid: weights: expected one at least above zero, found '\(text)'")
    }
    return weights
  }
}
