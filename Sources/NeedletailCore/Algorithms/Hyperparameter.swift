/// The declaration of one hyper-parameter.
public struct Hyperparameter: Sendable {
  /// What values are legal.
  public enum Domain: Sendable {
    /// A whole number in a range.
    case integer(default: Int, ClosedRange<Int>)
    /// A finite number in a range.
    case number(default: Double, ClosedRange<Double>)
    /// true or false.
    case flag(default: Bool)
    /// One of several names.
    case choice(default: String, [String])
    /// Any text: the path of a file. Commas, parentheses and blanks at its ends cannot be written in a
    /// specification.
    case text(default: String)
  }

  /// The name in specifications: "l2".
  public var name: String
  /// Names that other libraries use: "regularization".
  public var aliases: [String]
  /// One line: what it does, with its unit.
  public var summary: String
  /// What values are legal.
  public var domain: Domain
  /// Where a search looks; nil when it leaves the default alone.
  public var search: SearchSpace?
  /// Whether it matters only to what is learnt from a log: a search on labelled examples leaves it alone.
  public var isOfLogs: Bool

  /// A declaration.
  public init(
    _ name: String, _ domain: Domain, aliases: [String] = [], search: SearchSpace? = nil,
    isOfLogs: Bool = false, _ summary: String
  ) {
    self.name = name
    self.domain = domain
    self.aliases = aliases
    self.search = search
    self.isOfLogs = isOfLogs
    self.summary = summary
  }
}

/// The value of one hyper-parameter.
public enum HyperparameterValue: Sendable, Hashable {
  /// A whole number.
  case integer(Int)
  /// A finite number.
  case number(Double)
  /// true or false.
  case flag(Bool)
  /// One of several names, or a text.
  case choice(String)
}

/// The values of all hyper-parameters of an algorithm.
///
/// Made by checking a specification against the algorithm's declarations, so the accessors of a declared name
/// never fail; asking for an undeclared one is a programmer's error.
public struct HyperparameterValues: Sendable, Hashable {
  /// The values by name.
  public let values: [String: HyperparameterValue]

  /// Values that were checked.
  public init(_ values: [String: HyperparameterValue]) { self.values = values }

  /// The value of a declared whole number.
  public func integer(_ name: String) -> Int {
    guard case .integer(let value) = values[name] else { preconditionFailure("no integer '\(name)'") }
    return value
  }

  /// The value of a declared number.
  public func number(_ name: String) -> Double {
    guard case .number(let value) = values[name] else { preconditionFailure("no number '\(name)'") }
    return value
  }

  /// The value of a declared flag.
  public func flag(_ name: String) -> Bool {
    guard case .flag(let value) = values[name] else { preconditionFailure("no flag '\(name)'") }
    return value
  }

  /// The value of a declared choice or text.
  public func choice(_ name: String) -> String {
    guard case .choice(let value) = values[name] else { preconditionFailure("no choice '\(name)'") }
    return value
  }
}
