public import NeedletailCore
import NeedletailData
import NeedletailMath

extension Hybrid {
  /// Fits the models, and before that learns their weights unless they were given.
  ///
  /// - Throws: `CancelledError`; `TrainingError` when no validation part can be taken out of the data; whatever
  ///   a model throws.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    try options.cancellation?.check()
    let weights = self.weights.isEmpty ? try learnWeights(data, options: options) : self.weights
    let fitted = try fitModels(data, "fit", options: options)
    return HybridBlend(hybrid: self, models: fitted, weights: weights.map { Float($0) }).recommender
  }

  private func fitModels(
    _ data: TrainingData, _ purpose: String, options: TrainingOptions
  ) throws -> [any Recommender] {
    try models.models.enumerated().map { number, model in
      try options.cancellation?.check()
      var own = options
      own.stopping = nil
      let prefix = "\(purpose) \(model.name) (\(number + 1) of \(models.models.count)): "
      own.progress = options.progress.map { report in
        { @Sendable progress in
          var progress = progress
          progress.stage = prefix + progress.stage
          report(progress)
        }
      }
      return try model.algorithm.fit(data, from: nil, options: own)
    }
  }

  /// The weights that give the greatest NDCG on a validation part.
  private func learnWeights(_ data: TrainingData, options: TrainingOptions) throws -> [Double] {
    let split: Split
    do {
      let whole = Split(training: data.log, test: data.log, definition: "training data")
      split = try validation.carve(whole, seed: options.seed)
    } catch let error as DataError {
      throw TrainingError(
        "hybrid: validation=\(validation) cannot be used (\(error)); choose another or give weights")
    }
    let part = data.over(split.training, pool: options.pool)
    let fitted = try fitModels(part, "weigh", options: options)
    let count = fitted.count
    let even = HybridBlend(
      hybrid: self, models: fitted, weights: [Float](repeating: 1 / Float(count), count: count))
    options.progress?(Progress(stage: "weights", completed: 0, total: 2))
    let examples = try BlendExamples(of: even, part, split, options: options)
    options.progress?(Progress(stage: "weights", completed: 1, total: 2))
    let (weights, value) = try BlendSearch(examples: examples, models: count).best(options)
    let names = zip(models.models, weights).map { "\($0.name) \(Float($1))" }.joined(separator: ", ")
    options.progress?(
      Progress(stage: "weights", completed: 2, total: 2, note: "\(names): ndcg@\(cutoff) \(Float(value))"))
    return weights
  }
}
