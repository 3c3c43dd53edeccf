/// One law of the contract of a model: a check that returns what it found wrong, in words.
public struct ContractLaw: Sendable, CustomStringConvertible {
  /// The law.
  public let description: String
  /// Checks a subject; no findings mean that it keeps the law.
  public let violations: @Sendable (ContractSubject) throws -> [String]

  init(_ description: String, _ violations: @escaping @Sendable (ContractSubject) throws -> [String]) {
    self.description = description
    self.violations = violations
  }

  /// All laws.
  public static let all: [ContractLaw] =
    bitLaws + dataLaws + rankingLaws + runLaws + queryLaws + capabilityLaws
}

/// Findings of a law.
struct Findings {
  private(set) var list: [String] = []

  /// Notes a finding unless the condition holds.
  mutating func expect(_ condition: Bool, _ finding: @autoclosure () -> String) {
    if !condition, list.count < 5 { list.append(finding()) }
  }
}

/// Whether both have the same bits.
func same(_ left: [[Float]], _ right: [[Float]]) -> Bool {
  left.map { $0.map(\.bitPattern) } == right.map { $0.map(\.bitPattern) }
}

/// Whether both agree but for rounding, on the scale of the larger of the two and of `scale`.
func near(_ left: Float, _ right: Float, scale: Float = 0) -> Bool {
  abs(left - right) <= 2e-4 * max(abs(left), abs(right), scale, 1e-3)
}
