import NeedletailCore
import NeedletailData
import NeedletailMath

extension TrialBench {
  /// Fits and judges a suggestion. A fit that cannot be done is a failed trial, not an error.
  ///
  /// - Throws: `CancelledError`, and what no other hyper-parameters would mend.
  func run(_ suggestion: Suggestion, number: Int, worker: Int) throws -> Trial {
    var trial = Trial(number: number, suggestion)
    do {
      let place = try place(share: suggestion.share, worker: worker)
      let algorithm = suggestion.specification.algorithm
      let run = options(worker: worker)
      trial.memoryBytes =
        algorithm.memoryEstimate(
          for: place.training.shape, threads: run.pool.threads
        ).bytes
      let start = ContinuousClock.now
      let model = try fit(algorithm, on: place, options: run)
      trial.fitSeconds = (ContinuousClock.now - start).seconds
      if case .none = tuning.stopping {
      } else if case .integer(let epochs) = model.algorithm.hyperparameters.values["epochs"] {
        trial.epochs = epochs
      }
      let evaluation = try place.plan.evaluate(model, name: suggestion.specification.name)
      trial.scoreSeconds = evaluation.scoreSeconds
      try take(evaluation, into: &trial, metric: tuning.metric)
    } catch let error as TrainingError {
      trial.error = error.message
    } catch let error as SpecificationError {
      trial.error = error.message
    }
    return trial
  }

  private func take(_ evaluation: ModelEvaluation, into trial: inout Trial, metric: MetricKey) throws {
    guard let result = evaluation[metric] else {
      let reason = evaluation.absent.first { $0.key == metric }?.reason ?? "it has no value"
      throw EvaluationError("cannot tune by \(metric): \(reason)")
    }
    for other in evaluation.metrics where other.key != metric && other.value.isFinite {
      trial.metrics["\(other.key)"] = other.value
    }
    guard result.value.isFinite else {
      trial.error = "\(metric) is not a finite number"
      return
    }
    trial.value = result.value
    trial.low = result.low
    trial.high = result.high
  }

  private func fit(
    _ algorithm: any Algorithm, on place: Place, options: TrainingOptions
  ) throws -> any Recommender {
    switch tuning.stopping {
    case .none: return try algorithm.train(place.training, options: options)
    case .carved(let rule):
      return try rule.train(
        algorithm, on: place.split, training: place.training, evaluation: place.plan.options, options: options
      )
    case .onValidation(let patience, let interval):
      var options = options
      options.stopping = EarlyStopping(
        by: tuning.metric, on: place.plan, patience: patience, interval: interval)
      return try algorithm.train(place.training, options: options)
    }
  }
}
