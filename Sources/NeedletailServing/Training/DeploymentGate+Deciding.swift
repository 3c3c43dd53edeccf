import Glibc

extension DeploymentGate {
  /// Decides about a candidate.
  public func decide(_ findings: GateFindings) -> GateDecision {
    guard !isOpen else {
      return GateDecision(isPassed: true, reasons: ["The gate is open: nothing was required."])
    }
    let conditions = [evidence(findings), coverage(findings), accuracy(findings), overlap(findings)]
      .compactMap(\.self)
    let failures = conditions.filter { !$0.holds }
    return GateDecision(
      isPassed: failures.isEmpty, reasons: (failures.isEmpty ? conditions : failures).map(\.sentence))
  }

  /// One condition: whether it holds, in a sentence that says so.
  private typealias Condition = (holds: Bool, sentence: String)

  private func evidence(_ findings: GateFindings) -> Condition {
    let holds = findings.users >= users
    return (
      holds,
      holds
        ? "\(findings.users) users were judged."
        : "Only \(findings.users) users could be judged; at least \(users) are required."
    )
  }

  private func coverage(_ findings: GateFindings) -> Condition {
    let share = findings.coverage
    var required = coverage
    var source = "are required"
    if let deployed = findings.deployed, deployed.coverage * (1 - coverageLoss) > required {
      required = deployed.coverage * (1 - coverageLoss)
      source = "are required, given the deployed model's \(percent(deployed.coverage))"
    }
    // A comparison that a NaN fails.
    let holds = share >= required
    return (
      holds,
      holds
        ? "The lists cover \(percent(share)) of the catalogue; \(percent(required)) \(source)."
        : "The lists cover only \(percent(share)) of the catalogue; \(percent(required)) \(source)."
    )
  }

  private func accuracy(_ findings: GateFindings) -> Condition {
    let value = findings.value
    guard let deployed = findings.deployed else {
      return value > 0
        ? (true, "\(metric) is \(number(value)); there is no deployed model to compare with.")
        : (false, "\(metric) is \(number(value)): the candidate found nothing of what users did next.")
    }
    let allowed = tolerance * deployed.value
    let holds = value.isFinite && deployed.low >= -allowed
    let facts =
      "\(metric) is \(number(value)) against \(number(deployed.value)) of the deployed model: \(signed(deployed.difference)), "
      + "between \(signed(deployed.low)) and \(signed(deployed.high)) with \(percent(confidence)) confidence"
    return (
      holds,
      holds
        ? "\(facts); a loss of \(number(allowed)) would be tolerated."
        : "\(facts); that a loss exceeds the tolerated \(number(allowed)) is not ruled out."
    )
  }

  private func overlap(_ findings: GateFindings) -> Condition? {
    guard let deployed = findings.deployed else { return nil }
    let share = deployed.overlap
    let facts =
      "Lists have \(percent(share)) in common with the deployed ones (\(deployed.overlapUsers) users)"
    if !(share >= overlapLeast) { return (false, "\(facts); at least \(percent(overlapLeast)) is required.") }
    if !(share <= overlapMost) { return (false, "\(facts); at most \(percent(overlapMost)) is allowed.") }
    return (true, "\(facts).")
  }

  private func percent(_ share: Double) -> String { "\(rounded(share * 100, digits: 1)) %" }
  private func number(_ value: Double) -> String { rounded(value, digits: 4) }
  private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + rounded(value, digits: 4) }

  private func rounded(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    let unit = pow(10.0, Double(digits))
    let text = "\((value * unit).rounded() / unit)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
