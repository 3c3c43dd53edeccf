import NeedletailCore
import NeedletailData
import NeedletailMath

extension TrialBench: SearchBench {
  func run(_ suggestion: Suggestion, number: Int, worker: Int) throws -> Trial {
    let place = try place(share: suggestion.share, worker: worker)
    let run = options(worker: worker)
    let choosesEpochs = if case .none = tuning.stopping { false } else { true }
    return try Trial.run(
      suggestion, number: number, by: tuning.metric,
      memory: suggestion.specification.algorithm.memoryEstimate(
        for: place.training.shape, threads: run.pool.threads
      ).bytes, choosesEpochs: choosesEpochs,
      fit: { try fit($0, on: place, options: run) },
      judge: { try place.plan.evaluate($0, name: suggestion.specification.name) })
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
