import NeedletailCore
import NeedletailNeural
import TestSupport
import Testing

/// Every law of the contract on click-through models over fields.
@Suite("The contract of click-through models over fields", .needsTorch)
struct FieldContractTests {
  private static let forms = [
    "logistic(epochs=8,batchSize=256)", "logistic(epochs=4,crosses=user*item,crossBits=10,optimizer=adam)",
    "fm(epochs=8,batchSize=256,learningRate=0.01)", "fwfm(epochs=6,batchSize=256,learningRate=0.01)",
    "fmfm(epochs=4,batchSize=256,dimension=4,learningRate=0.01)",
    "wide-deep(epochs=4,batchSize=256,hidden=16-8,crosses=user*item,crossBits=8)",
    "deepfm(epochs=6,batchSize=256,hidden=16-8,dropout=0.2,learningRate=0.01)",
    "fifa(epochs=6,batchSize=256,factor=1,learningRate=0.01)",
    "fifa(epochs=4,batchSize=256,factor=1,activation=quad-relu,learningRate=0.01)",
  ]

  static func subjects() -> [ContractSubject] {
    // The specifications are literals.
    // swift-format-ignore: NeverUseForceTry
    try! forms.map {
      ContractSubject(
        try ModelSpecification(parsing: $0, registry: .neural), registry: .neural,
        isOrderFree: false)
    }
  }

  @Test("keeps the law", arguments: subjects(), ContractLaw.all)
  func law(_ subject: ContractSubject, _ law: ContractLaw) throws {
    let violations = try law.violations(subject)
    #expect(violations.isEmpty, "\(subject): \(law): \(violations.joined(separator: "; "))")
  }
}
