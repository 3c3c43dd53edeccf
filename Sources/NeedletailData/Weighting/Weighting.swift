/// How the events of one user with one item become the weight of that pair: a named transform.
///
/// A model is fitted on, and later asked with, weights of the same transform; its file names it. The weights of
/// a user depend on that user's events alone, so a server computes them from one history (`profile`), with the
/// same bits as the row of `matrix`.
public enum Weighting: Sendable, Hashable {
  /// 1 for every pair that occurs.
  case binary
  /// The value of the latest event; 1 when the log has no values.
  case value
  /// A confidence that grows with the number of events, or the sum of their values.
  case counts(CountWeighting)
  /// A confidence from completion, dwell, repeats, binge cadence, intent and recency.
  case watch(WatchWeighting)
}

/// Confidence from counts (Hu, Koren and Volinsky, ICDM 2008): `1 + alpha·r`, or `1 + alpha·ln(1 + r/epsilon)`.
///
/// r is the sum of the values of the pair's events, one each without values; negative sums count as 0.
public struct CountWeighting: Sendable, Hashable {
  /// How confidence grows.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// In proportion to the count.
    case linear
    /// With the logarithm of the count.
    case log
  }

  /// How much a count adds.
  public var alpha: Double
  /// How confidence grows.
  public var form: Form
  /// The count at which the logarithm begins to bend; used by `log` only.
  public var epsilon: Double

  /// Parameters; alpha 40 is that of the paper.
  public init(alpha: Double = 40, form: Form = .linear, epsilon: Double = 1) {
    self.alpha = alpha
    self.form = form
    self.epsilon = epsilon
  }

  /// The confidence of a count.
  public func confidence(_ count: Double) -> Double {
    let count = max(0, count)
    return switch form {
    case .linear: 1 + alpha * count
    case .log: 1 + alpha * logarithm(1 + count / epsilon)
    }
  }
}

extension Weighting: CustomStringConvertible {
  /// Reads `binary`, `value`, `counts(alpha=40,form=log,epsilon=1)` or `watch(alpha=20,halfLife=90)`; arguments
  /// that are left out have their defaults.
  ///
  /// - Throws: `DataError` that names the legal forms and the nearest one.
  public init(parsing text: String) throws {
    let text = String(text[...].trimmed)
    let legal = ["binary", "value", "counts(alpha=40)", "watch(alpha=20,halfLife=90)"]
    let name = text.prefix { $0 != "(" }
    let names = legal.map { String($0.prefix { $0 != "(" }) }
    guard names.contains(String(name)), name.count == text.count || text.hasSuffix(")") else {
      let hint = NearestWord.find(String(name), among: names).flatMap { word in
        legal.first { $0.hasPrefix(word) }
      }
      throw DataError(
        "unknown weight '\(text)'\(hint.map { "; did you mean \($0)?" } ?? ""); expected one of "
          + legal.joined(separator: ", "))
    }
    let usage = legal.first { $0.hasPrefix(name) } ?? legal[0]
    var arguments = try Arguments(text.dropFirst(name.count + 1).dropLast(), of: text, usage: usage)
    switch name {
    case "counts":
      var parameters = CountWeighting()
      parameters.alpha = try arguments.number("alpha", default: parameters.alpha, in: 0...1e6)
      if let form = arguments.take("form") {
        guard let form = CountWeighting.Form(rawValue: form) else {
          throw arguments.error("form is linear or log, found '\(form)'")
        }
        parameters.form = form
      }
      parameters.epsilon = try arguments.number("epsilon", default: 1, in: 0...1e9, excluding: 0)
      try arguments.finish(legal: ["alpha", "form", "epsilon"])
      self = .counts(parameters)
    case "watch":
      var parameters = WatchWeighting()
      parameters.alpha = try arguments.number("alpha", default: parameters.alpha, in: 0...1e6)
      parameters.halfLife = try arguments.number(
        "halfLife", default: parameters.halfLife, in: 0...1e6, excluding: 0)
      parameters.threshold = try arguments.number("threshold", default: parameters.threshold, in: 0...1)
      parameters.stopping = try arguments.number("stopping", default: parameters.stopping, in: 0...1)
      try arguments.finish(legal: ["alpha", "halfLife", "threshold", "stopping"])
      self = .watch(parameters)
    default:
      try arguments.finish(legal: [])
      self = name == "binary" ? .binary : .value
    }
  }

  /// The transform as it would be written, with all its parameters.
  public var description: String {
    switch self {
    case .binary: "binary"
    case .value: "value"
    case .counts(let parameters):
      "counts(alpha=\(parameters.alpha.shortest),form=\(parameters.form.rawValue),"
        + "epsilon=\(parameters.epsilon.shortest))"
    case .watch(let parameters):
      "watch(alpha=\(parameters.alpha.shortest),halfLife=\(parameters.halfLife.shortest),"
        + "threshold=\(parameters.threshold.shortest),stopping=\(parameters.stopping.shortest))"
    }
  }
}
