import NeedletailCore
import NeedletailData
import NeedletailMath

extension MetricTrial {
  /// All that is known of the models on one data set.
  func measure(_ source: Source) throws -> MetricTrialResult.DataSetResult {
    var result = MetricTrialResult.DataSetResult(name: source.name)
    let whole = Split.undivided(source.data.log)
    for model in try fitted(on: whole, of: source) {
      result.truth.append(try source.truth(model, cutoffs))
      for history in EventHistory.allCases {
        result.append(
          try eventScores(of: model, whole, .init(history, target: .all, limit: eventLimit), of: source),
          way: .events(history))
      }
    }
    let time = try SplitSpecification(parsing: timeSplit).split(source.data, seed: seed)[0]
    let questions = EventQuestions(.earlier, limit: eventLimit)
    for text in Set(listSplits).union([timeSplit]).sorted() {
      let split =
        try text == timeSplit ? time : SplitSpecification(parsing: text).split(source.data, seed: seed)[0]
      let plan = try listPlan(split, of: source)
      for model in try fitted(on: split, of: source) {
        if text == timeSplit {
          result.append(
            try eventScores(of: model, split, questions, of: source),
            way: .testEvents(.earlier, split: text))
        }
        guard listSplits.contains(text) else { continue }
        let evaluation = try plan.evaluate(model, name: "")
        for (metric, beta) in Self.listMetrics {
          let values = try cutoffs.map { k in
            let key = try MetricKey(parsing: "\(metric)@\(k)" + (beta.map { "[beta=\($0)]" } ?? ""))
            return evaluation[key]?.value ?? 0
          }
          result.append(values, to: SelectionCriterion(.lists(split: text), metric, beta: beta))
        }
      }
    }
    return result
  }

  private static let listMetrics: [(metric: String, beta: Double?)] = [
    ("recall", nil), ("ndcg", nil), ("recall", 0), ("recall", listBeta),
  ]

  /// The models, fitted on the training part of a split.
  private func fitted(on split: Split, of source: Source) throws -> [any Recommender] {
    let training = TrainingData(
      log: split.training, userFeatures: source.data.userFeatures, itemFeatures: source.data.itemFeatures,
      pool: pool)
    let names = Experiment.names(of: models)
    return try models.indices.map { index in
      let label = "\(source.name), \(split.definition), \(names[index])"
      let options =
        setup?(label) ?? TrainingOptions(seed: seed, pool: pool, cancellation: cancellation)
      return try models[index].algorithm.train(training, options: options)
    }
  }

  private func options(_ source: Source, _ metrics: [MetricKey]) -> EvaluationOptions {
    var options = EvaluationOptions(metrics: metrics, pool: pool)
    options.seed = seed
    options.resamples = 0
    options.activityBuckets = 0
    options.breakdowns = []
    options.cancellation = cancellation
    return options
  }

  private func listPlan(_ split: Split, of source: Source) throws -> EvaluationPlan {
    let keys = try cutoffs.flatMap { k in
      [
        try MetricKey(.recall, cutoff: k), try MetricKey(.ndcg, cutoff: k),
        try MetricKey(.recall, cutoff: k, beta: 0), try MetricKey(.recall, cutoff: k, beta: Self.listBeta),
      ]
    }
    return try EvaluationPlan(split, options: options(source, keys))
  }

  /// Recall at every cut-off for every penalty, from one ranking of each event.
  private func eventScores(
    of model: any Recommender, _ split: Split, _ questions: EventQuestions, of source: Source
  ) throws -> [(beta: Double, recalls: [Double])] {
    let evaluation = try PrequentialEvaluation(split, questions, options: options(source, []))
    let outcome = try evaluation.outcome(of: model, length: cutoffs.max() ?? 1)
    return betas.map { beta in
      let recalls = evaluation.recalls(of: outcome, beta: beta)
      return (beta, cutoffs.map { recalls[$0 - 1] })
    }
  }
}
