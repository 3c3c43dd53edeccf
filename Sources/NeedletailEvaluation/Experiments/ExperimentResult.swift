import NeedletailCore
import NeedletailData
import NeedletailMath

/// What an experiment found.
public struct ExperimentResult: Sendable {
  /// One evaluation a model, in the order asked for.
  public var evaluations: [ModelEvaluation]
  /// The same with the tests between models, in the versioned form of JSON files and reports.
  public var document: EvaluationDocument

  init(evaluations: [ModelEvaluation], document: EvaluationDocument) {
    self.evaluations = evaluations
    self.document = document
  }

  init(experiment: Experiment, evaluations: [ModelEvaluation]) throws {
    self.evaluations = evaluations
    let options = experiment.options
    var data = EvaluationDocument.Data(experiment.data.log, source: experiment.data.source)
    data.fingerprint = experiment.data.log.fingerprint
    if options.weighting != .binary { data.preparation = "weights: \(options.weighting)" }
    document = EvaluationDocument(
      data: data, split: experiment.splits[0], options: options, evaluations: evaluations,
      comparisons: try Comparison.all(
        evaluations, against: experiment.baseline, options: Comparison.Options(options)),
      version: NeedletailVersion.current)
    if experiment.splits.count > 1 {
      // The first fold's definition, "fold 1 of 5 random folds", speaks for all.
      let first = "fold 1 of "
      let definition = document.split
      let folds = definition.hasPrefix(first) ? definition.dropFirst(first.count) : definition[...]
      document.split = folds + ", pooled"
    }
  }
}
