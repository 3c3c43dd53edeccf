public import NeedletailCore
import NeedletailData
import NeedletailMath

/// A blend: the weighted sum of what several models say, their scores brought to one scale.
///
/// Without `weights` they are learnt: the models are fitted on training data less a validation part, the weights
/// that give the greatest NDCG there are searched, and the models are fitted once more on everything. The scale of
/// a model is taken for each query from its scores of all items, so a score does not depend on the candidates.
///
///     hybrid(models=rp3beta(beta=0.1)+ials(dimension=256))
///     hybrid(models=ease+popularity,weights=0.9+0.1)
///
/// Models of this module can be blended, with their hyper-parameters.
public struct Hybrid: Algorithm {
  /// How the scores of models are made comparable, query by query.
  public enum Normalisation: String, Sendable, Hashable, CaseIterable {
    /// Divided by the deviation of the scores of all items.
    case deviation
    /// Divided by the span from the least to the greatest score.
    case range
    /// 1 / (60 + rank) (Cormack, Clarke and Büttcher, "Reciprocal rank fusion", SIGIR 2009).
    case rank
    /// As they are.
    case none
  }

  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "hybrid", summary: "A weighted sum of models, the weights learnt on a validation part.", paper: "",
    hyperparameters: [
      Hyperparameter(
        "models", .text(default: "rp3beta+ials"),
        "the models, as in rp3beta(beta=0.1)+ials(dimension=256)"),
      Hyperparameter(
        "weights", .text(default: ""), "one a model, as in 0.7+0.3; empty: learnt on the validation part"),
      Hyperparameter(
        "validation", .text(default: "random:0.1"),
        "how the part that weights are learnt on is taken out of the training data"),
      Hyperparameter(
        "normalisation",
        .choice(default: Normalisation.deviation.rawValue, Normalisation.allCases.map(\.rawValue)),
        aliases: ["normalization"], search: .values(Normalisation.allCases.map { .choice($0.rawValue) }),
        "how scores are made comparable"),
      Hyperparameter(
        "cutoff", .integer(default: 20, 1...1000), "the weights maximise NDCG at this length of list"),
    ],
    memoryFormula:
      "the sum of what the models need; to learn weights 4·c·(2·m + 1) bytes more for each of up to "
      + "10000 users, c candidates, m models")

  let models: HybridModels
  let weights: [Double]
  private let weightsText: String
  let validation: SplitSpecification
  let normalisation: Normalisation
  let cutoff: Int

  /// A blend.
  ///
  /// - Parameters:
  ///   - models: two at least, of this module.
  ///   - weights: one a model, not negative; nil to learn them.
  ///   - validation: how the part that weights are learnt on is carved out of the training data.
  /// - Throws: `SpecificationError` for fewer than two models and for illegal weights.
  public init(
    models: [any Algorithm], weights: [Double]? = nil, validation: String = "random:0.1",
    normalisation: Normalisation = .deviation, cutoff: Int = 20
  ) throws {
    try self.init(
      Self.descriptor.complete([
        "models": .choice(HybridModels(models.map { ModelSpecification($0) }).description),
        "weights": .choice(weights?.map { "\($0)" }.joined(separator: "+") ?? ""),
        "validation": .choice(validation), "normalisation": .choice(normalisation.rawValue),
        "cutoff": .integer(cutoff),
      ]))
  }

  /// From checked hyper-parameters.
  ///
  /// - Throws: `SpecificationError` for models, weights or a validation part that cannot be read.
  public init(_ values: HyperparameterValues) throws {
    models = try HybridModels(parsing: values.choice("models"))
    weightsText = values.choice("weights")
    weights = try HybridWeights.parse(weightsText, count: models.models.count)
    do {
      validation = try SplitSpecification(parsing: values.choice("validation"))
    } catch {
      throw SpecificationError("hybrid: validation: \(error)")
    }
    normalisation = Normalisation(rawValue: values.choice("normalisation")) ?? .deviation
    cutoff = values.integer("cutoff")
  }

  /// All hyper-parameters; `weights` as they were asked for.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "models": .choice(models.description), "weights": .choice(weightsText),
      "validation": .choice(validation.description), "normalisation": .choice(normalisation.rawValue),
      "cutoff": .integer(cutoff),
    ])
  }

  /// What the models need, all at once, and the candidates that weights are learnt on.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    var terms = models.models.flatMap { model in
      model.algorithm.memoryEstimate(for: shape, threads: threads).terms.map {
        MemoryEstimate.Term("\(model.name): \($0.name)", bytes: $0.bytes)
      }
    }
    if weights.isEmpty {
      let count = models.models.count
      let candidates = min(shape.items, count * BlendExamples.depth(cutoff: cutoff))
      let users = min(shape.users, BlendExamples.userLimit)
      terms.append(
        .init("candidates that weights are learnt on", bytes: 4 * users * candidates * (2 * count + 1)))
    }
    return MemoryEstimate(terms)
  }

  /// Twice that of the models when weights are learnt; nil when none of them can say.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    let seconds = models.models.compactMap { $0.algorithm.expectedSeconds(for: shape, threads: threads) }
    return seconds.isEmpty ? nil : seconds.reduce(0, +) * (weights.isEmpty ? 2 : 1)
  }
}
