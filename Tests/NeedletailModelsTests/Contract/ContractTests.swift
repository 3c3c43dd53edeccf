import NeedletailCore
import NeedletailData
import NeedletailModels
import TestSupport
import Testing

/// Every law of the contract on every algorithm of the registry: with its defaults, and in the forms below.
@Suite("The contract of models")
struct ContractTests {
  /// Specifications beside the defaults of all algorithms.
  private static let forms = [
    "popularity(window=20)", "popularity(halfLife=10)",
    "itemknn(neighbours=5,similarity=jaccard)", "itemknn(similarity=asymmetric-cosine,alpha=0.8,shrinkage=3)",
    "itemknn(weighting=bm25,normaliseUsers=true)", "itemknn(similarity=dice,weighting=tf-idf)",
    "userknn(neighbours=7)", "userknn(similarity=dice,shrinkage=1)", "userknn(weighting=bm25,norms=co-rated)",
    "r-larm(learner=exact,adversary=nn,epochs=3)", "r-larm(start=glorot,adversary=nn)",
    "itemknn(significance=5)", "p3alpha(alpha=0.7,normalise=true)", "rp3beta(neighbours=10,selection=both)",
    "rp3beta(selection=columns,normalise=true)", "hybrid(models=itemknn+ease,weights=1+2)",
    "hybrid(models=popularity+itemknn(neighbours=20),normalisation=rank)",
    "ials(solver=block,blockSize=50,foldInPasses=8)", "ials(l2=0.01,l2Exponent=0,l2Reference=1)",
    "bpr(draws=3,itemBias=false)",
    "ease(dropout=0.3,l2=20)", "slim(l1=0.1,l2=5,nonNegative=false)", "puresvd(dimension=5)",
    "slim(l1=0.5,l2=10,neighbours=6)",
  ]

  /// Forms that are about values.
  private static let valueForms = [
    "itemknn(similarity=adjusted-cosine)", "itemknn(similarity=pearson,form=weighted)",
    "itemknn(form=average)", "itemknn(form=centred,similarity=pearson,norms=co-rated)",
    "userknn(similarity=pearson,form=centred)", "userknn(similarity=adjusted-cosine,form=weighted)",
    "userknn(form=average,neighbours=10)", "userknn(weighting=tf-idf)",
    "itemknn(form=z-score)", "itemknn(form=baseline,similarity=msd)", "userknn(form=baseline,significance=5)",
    "userknn(form=z-score,similarity=msd)", "rp3beta", "bias",
    "content(centred=true,blocks=genres+title:0.5)", "content(weighting=none)",
    "mf", "mf(solver=als,dimension=10,l2=0.1)", "svd++", "svd++(solveUsers=true,dimension=9)",
  ]

  /// Models whose scores depend on the numbering of rows, by their random numbers.
  private static let drawByRow: Set = [
    "random", "ials", "arm", "r-larm", "hybrid", "mf", "svd++", "bpr", "puresvd", "elsa",
  ]

  /// Models that learn from attributes of items.
  private static let learnFromAttributes: Set = ["content"]

  private static func subject(_ text: String, _ weighting: Weighting) throws -> ContractSubject {
    let specification = try ModelSpecification(parsing: text, registry: .models)
    // A list of neighbours that is cut short among equals depends on the numbering too.
    let isCut =
      specification.algorithm.hyperparameters.values["neighbours"].map { $0 != .integer(100) } ?? false
    return ContractSubject(
      specification, registry: .models, weighting: weighting,
      isOrderFree: !drawByRow.contains(specification.name) && !isCut,
      needsFeatures: learnFromAttributes.contains(specification.name))
  }

  static func subjects() -> [ContractSubject] {
    // The specifications are literals and names of the registry.
    // swift-format-ignore: NeverUseForceTry
    try! AlgorithmRegistry.models.algorithms.map { try subject($0.name, .binary) }
      + forms.map { try subject($0, .binary) } + valueForms.map { try subject($0, .value) }
  }

  @Test("keeps the law", arguments: subjects(), ContractLaw.all)
  func law(_ subject: ContractSubject, _ law: ContractLaw) throws {
    let violations = try law.violations(subject)
    #expect(violations.isEmpty, "\(subject): \(law): \(violations.joined(separator: "; "))")
  }
}
