import NeedletailCore
import NeedletailNeural
import TestSupport
import Testing

/// Every law of the contract on every neural algorithm, in forms that train quickly.
@Suite("The contract of neural models", .needsTorch)
struct ContractTests {
  private static let forms = [
    "gmf(dimension=8,epochs=30,batchSize=256,learningRate=0.01)",
    "mlp(dimension=8,epochs=20,batchSize=256,learningRate=0.005)",
    "neumf(dimension=8,pretrainEpochs=15,epochs=3,batchSize=256,learningRate=0.005)",
    "neumf(dimension=5,hiddenLayers=1,pretrain=false,epochs=20,batchSize=256,rejectKnown=false)",
  ]

  static func subjects() -> [ContractSubject] {
    forms.map { form in
      // The specifications are literals.
      // swift-format-ignore: NeverUseForceTry
      let specification = try! ModelSpecification(parsing: form, registry: .neural)
      return ContractSubject(specification, registry: .neural, isOrderFree: false)
    }
  }

  @Test("keeps the law", arguments: subjects(), ContractLaw.all)
  func law(_ subject: ContractSubject, _ law: ContractLaw) throws {
    let violations = try law.violations(subject)
    #expect(violations.isEmpty, "\(subject): \(law): \(violations.joined(separator: "; "))")
  }
}
