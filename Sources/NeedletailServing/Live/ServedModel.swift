import NeedletailCore
import NeedletailData
import NeedletailRetrieval

/// What answers: a model under the name of its version, or the stand-in for one, with a pipeline over it for
/// each definition of the settings. Immutable.
final class ServedModel: Sendable {
  /// The model; nil for the stand-in.
  let model: Model?
  /// The name of its version; nil for the stand-in.
  let version: String?
  /// What scores.
  let recommender: any Recommender
  /// The pipelines, in the order of the settings.
  let pipelines: [Pipeline]

  /// A model.
  ///
  /// - Throws: what a pipeline throws that does not fit the model.
  init(_ model: Model, version: String, settings: EngineSettings) throws {
    self.model = model
    self.version = version
    recommender = model.recommender
    pipelines = try settings.pipelines.map { try Pipeline($0.definition, recommender: model.recommender) }
  }

  /// The stand-in: popular items first. Pipelines that need more of a model than that become plain.
  init(_ popularity: LivePopularity, settings: EngineSettings) throws {
    model = nil
    version = nil
    recommender = popularity
    pipelines = try settings.pipelines.map {
      try (try? Pipeline($0.definition, recommender: popularity))
        ?? Pipeline(.plain, recommender: popularity)
    }
  }

  /// How events become weights.
  var weighting: Weighting { model?.weighting ?? .binary }
}
