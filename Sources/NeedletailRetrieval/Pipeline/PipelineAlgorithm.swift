public import NeedletailCore
import NeedletailData
import NeedletailMath

/// A pipeline of a file as an algorithm: fitting it fits its model, and what is measured is what serves.
///
/// `pipeline(file=home.yaml)` in specifications. The file is read when the specification is; a fitted pipeline
/// keeps its text and needs the file no more.
public struct PipelineAlgorithm: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "pipeline",
    summary: "Sources, filters, a model and re-ranking, as a YAML file describes them: what a server serves.",
    paper: "",
    hyperparameters: [
      Hyperparameter("file", .text(default: ""), aliases: ["path"], "the YAML file; it names the model")
    ],
    memoryFormula: "that of the model, and 40·n bytes for n items")

  /// The file as it was named.
  public let file: String
  /// What it says.
  public let definition: PipelineDefinition

  /// A pipeline that was not read from a file, or is no more to be read from it.
  public init(_ definition: PipelineDefinition, file: String = "") {
    self.definition = definition
    self.file = file
  }

  /// Reads the file.
  ///
  /// - Throws: `SpecificationError` without a file, `FileAccessError`, `ConfigurationError` with the line.
  public init(_ values: HyperparameterValues) throws {
    let file = values.choice("file")
    guard !file.isEmpty else {
      throw SpecificationError("pipeline: expected file=PATH, the YAML file that describes it, found none")
    }
    let mapping = try MappedFile(path: file)
    let text = String(decoding: mapping.copyBytes(in: 0..<mapping.count), as: UTF8.self)
    self.init(try PipelineDefinition(parsing: text, file: file), file: file)
    _ = try model
  }

  /// The file.
  public var hyperparameters: HyperparameterValues { HyperparameterValues(["file": .choice(file)]) }

  /// The algorithm of the pipeline's model.
  private var model: any Algorithm {
    get throws {
      guard let model = definition.model else {
        throw SpecificationError(
          "\(file.isEmpty ? "pipeline" : file): model: expected the model to fit, as in 'model: ease(l2=500)', "
            + "found none")
      }
      return model.algorithm
    }
  }

  /// That of the model, and what is kept of the items.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let terms = (try? model.memoryEstimate(for: shape, threads: threads).terms) ?? []
    return MemoryEstimate(terms + [.init("catalogue", bytes: 40 * shape.items)])
  }

  /// That of the model.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    try? model.expectedSeconds(for: shape, threads: threads)
  }

  /// Fits the model and makes the catalogue.
  ///
  /// - Throws: `TrainingError` for rules that do not fit the attributes of the items; what the model throws.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    let catalogue = Catalogue(data, for: definition)
    try check(catalogue)
    let base = try model.fit(
      data, from: (previous as? any PipelineAnswering)?.pipeline.recommender, options: options)
    return try recommender(over: base, catalogue, features: data.itemFeatures, seed: options.seed)
  }

  /// The fitted pipeline over a fitted model; it can what its ranker can.
  func recommender(
    over base: any Recommender, _ catalogue: Catalogue, features: FeatureTable?, seed: UInt64
  ) throws -> any Recommender {
    let pipeline = try Pipeline(definition, recommender: base)
    func fitted(_ ranker: some Recommender) -> any Recommender {
      PipelineRecommender(
        pipeline: pipeline, ranker: ranker, catalogue: catalogue, own: self, features: features, seed: seed)
    }
    return fitted(pipeline.ranker(in: catalogue))
  }

  /// Rules about attributes that no item has are mistakes here, where the data are complete.
  private func check(_ catalogue: Catalogue) throws {
    let rules =
      definition.rules + definition.boosts.map(\.when) + definition.quotas.map(\.when)
      + (definition.sources.exploration?.rule.map { [$0] } ?? [])
    let moment = RuleMoment(times: catalogue.times, now: catalogue.trendTime)
    for rule in rules {
      do { _ = try rule.items(in: catalogue.attributes, at: moment) } catch {
        throw TrainingError("\(file): \(error)")
      }
    }
    let names = catalogue.attributes.names.map(\.name)
    for name in definition.diversity.by + (definition.diversity.cap.map { [$0.attribute] } ?? [])
    where !names.contains(name) && definition.diversity.by != [PipelineDefinition.ReRanking.model] {
      throw TrainingError(
        "\(file): diversity: expected an attribute of the items (\(names.joined(separator: ", "))), found '\(name)'"
      )
    }
  }
}
