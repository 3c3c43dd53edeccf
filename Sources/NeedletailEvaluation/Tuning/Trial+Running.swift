import NeedletailCore

extension Trial {
  /// Fits and judges a suggestion. A fit that cannot be done is a failed trial, not an error.
  ///
  /// - Parameters:
  ///   - memory: the bytes that fitting needs, by the algorithm's formula.
  ///   - choosesEpochs: whether the fit decides its epochs, which the trial then names.
  ///   - fit: makes the model.
  ///   - judge: measures it on the validation part.
  /// - Throws: `CancelledError`, and what no other hyper-parameters would mend.
  static func run(
    _ suggestion: Suggestion, number: Int, by metric: MetricKey, memory: Int, choosesEpochs: Bool,
    fit: (any Algorithm) throws -> any Recommender, judge: (any Recommender) throws -> ModelEvaluation
  ) throws -> Trial {
    var trial = Trial(number: number, suggestion)
    trial.memoryBytes = memory
    do {
      let start = ContinuousClock.now
      let model = try fit(suggestion.specification.algorithm)
      trial.fitSeconds = (ContinuousClock.now - start).seconds
      if choosesEpochs, case .integer(let epochs) = model.algorithm.hyperparameters.values["epochs"] {
        trial.epochs = epochs
      }
      let evaluation = try judge(model)
      trial.scoreSeconds = evaluation.scoreSeconds
      try trial.take(evaluation, metric)
    } catch let error as TrainingError {
      trial.error = error.message
    } catch let error as SpecificationError {
      trial.error = error.message
    }
    return trial
  }

  private mutating func take(_ evaluation: ModelEvaluation, _ metric: MetricKey) throws {
    guard let result = evaluation[metric] else {
      let reason = evaluation.absent.first { $0.key == metric }?.reason ?? "it has no value"
      throw EvaluationError("cannot tune by \(metric): \(reason)")
    }
    for other in evaluation.metrics where other.key != metric && other.value.isFinite {
      metrics["\(other.key)"] = other.value
    }
    guard result.value.isFinite else {
      error = "\(metric) is not a finite number"
      return
    }
    value = result.value
    low = result.low
    high = result.high
  }
}
