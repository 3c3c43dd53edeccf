import NeedletailCore
import NeedletailData
import NeedletailMath

/// What an experiment found.
public struct ExperimentResult: Sendable {
  /// One evaluation a model, in the order asked for.
  public var evaluations: [ModelEvaluation]
  /// The same with the tests between models, in the versioned form of JSON files and reports.
  public var document: EvaluationDocument

  init(experiment: Experiment, evaluations: [ModelEvaluation]) throws {
    self.evaluations = evaluations
    let options = experiment.options
    var data = EvaluationDocument.Data(experiment.data.log, source: experiment.data.source)
    data.fingerprint = experiment.data.log.fingerprint
    if options.weighting != .binary { data.preparation = "weights: \(options.weighting)" }
    let first = experiment.splits[0]
    let folds = experiment.splits.count
    document = EvaluationDocument(
      data: data, split: first.definition + (folds > 1 ? "; \(folds) folds" : ""), seed: options.seed,
      models: evaluations.map { EvaluationDocument.Model($0) },
      comparisons: try Comparison.all(evaluations, options: Comparison.Options(options)).map {
        EvaluationDocument.Comparison($0)
      },
      warnings: first.warnings,
      environment: EvaluationDocument.Environment(
        version: NeedletailVersion.current, threads: options.pool.threads, confidence: options.confidence,
        resamples: options.resamples))
  }
}
