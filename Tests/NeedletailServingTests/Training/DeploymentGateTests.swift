import NeedletailServing
import Testing

@Suite struct DeploymentGateTests {
  static let good = GateFindings(
    users: 500, value: 0.2, coverage: 0.3,
    deployed: .init(
      value: 0.2, difference: 0, low: -0.005, high: 0.005, coverage: 0.3, overlap: 0.6, overlapUsers: 500))

  @Test("a candidate that is as good passes, and the reasons say why")
  func pass() {
    let decision = DeploymentGate().decide(Self.good)
    #expect(decision.isPassed && decision.reasons.count == 4)
    let alone = DeploymentGate().decide(GateFindings(users: 500, value: 0.1, coverage: 0.3))
    #expect(alone.isPassed)
  }

  @Test(
    "each condition refuses for a reason of its own",
    arguments: [
      ("users", "Only 10 users"), ("loss", "0.19 against 0.2"), ("nan", "ndcg@20 is nan"),
      ("coverage", "cover only"),
      ("floor", "cover only"), ("unlike", "at least"), ("alike", "at most"), ("useless", "found nothing"),
    ])
  func refusals(_ fault: String, _ words: String) {
    var gate = DeploymentGate()
    var findings = Self.good
    switch fault {
    case "users": findings.users = 10
    case "loss":
      findings.value = 0.19
      findings.deployed?.difference = -0.01
      findings.deployed?.low = -0.0101
    case "nan": findings.value = .nan
    case "coverage": findings.coverage = 0.149
    case "floor": gate.coverage = 0.31
    case "unlike": findings.deployed?.overlap = 0.01
    case "alike":
      gate.overlapMost = 0.9
      findings.deployed?.overlap = 0.95
    default: findings = GateFindings(users: 500, value: 0, coverage: 0.3)
    }
    let decision = gate.decide(findings)
    #expect(!decision.isPassed && decision.reasons.count == 1)
    #expect(decision.reasons[0].contains(words), "\(decision.reasons)")
    gate.isOpen = true
    #expect(gate.decide(findings).isPassed)
  }

  @Test("the interval decides, not the difference")
  func interval() {
    var findings = Self.good
    findings.deployed?.low = -0.0099
    #expect(DeploymentGate().decide(findings).isPassed)
    findings.deployed?.difference = 0.01
    findings.deployed?.low = -0.02
    #expect(!DeploymentGate().decide(findings).isPassed)
  }
}
