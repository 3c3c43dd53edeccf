import NeedletailCore
import NeedletailData

/// The order of a study, of lists or of labelled examples: the searches, then every model for every seed.
struct StudyLoop {
  /// What is compared.
  let definition: StudyDefinition
  /// How models are fitted with the test part in view, whatever the seed.
  let options: TrainingOptions
  /// Told what is being done.
  let notice: (@Sendable (String) -> Void)?

  /// Runs everything.
  ///
  /// - Parameters:
  ///   - file: opens the file of a model's search, by the model's name.
  ///   - tune: runs the search of a model on training data alone, and tells each trial.
  ///   - evaluate: fits models, by options with a seed of the study, and measures them with the test part.
  /// - Throws: what these throw; `EvaluationError` when every trial of a search failed.
  func run(
    file: ((String) throws -> StudyFile?)?,
    tune: (StudyDefinition.Entry, StudyDefinition.Search, StudyFile?, @escaping (Trial) -> Void) throws
      -> TuningResult,
    evaluate: ([ModelSpecification], TrainingOptions) throws -> EvaluationDocument
  ) throws -> StudyResult {
    var searches: [StudyResult.Search] = []
    var chosen: [ModelSpecification] = []
    for model in definition.models {
      guard let search = model.search else {
        chosen.append(model.specification)
        continue
      }
      let result = try tune(model, search, file?(model.name)) { trial in
        let outcome = trial.value.map { "\(definition.tuneBy) \(Float($0))" } ?? trial.error ?? "failed"
        notice?("\(model.name): trial \(trial.number + 1) of at most \(search.trials), \(outcome)")
      }
      guard let best = result.best else { throw EvaluationError("\(model.name): every trial failed") }
      chosen.append(try search.space.specification(of: best))
      searches.append(
        StudyResult.Search(model: model.name, chosen: chosen.last!.fullDescription, result: result))
    }
    let documents = try definition.seeds.map { seed in
      notice?("seed \(seed): fitting and measuring \(chosen.count) models")
      var options = options
      options.seed = seed
      return try evaluate(chosen, options)
    }
    return StudyResult(
      title: definition.title, evaluation: documents[0],
      seeds: definition.seeds.count > 1
        ? StudyResult.SeedSummary.summaries(documents, definition.seeds) : nil,
      searches: searches, resolved: definition.resolved(chosen))
  }
}
