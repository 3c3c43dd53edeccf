import NeedletailCore
import NeedletailData

/// How a split is measured.
enum Measurement {
  case lists(EvaluationPlan)
  case events(PrequentialEvaluation)

  init(_ split: Split, _ questions: EventQuestions?, options: EvaluationOptions) throws {
    self =
      if let questions {
        .events(try PrequentialEvaluation(split, questions, options: options))
      } else {
        .lists(try EvaluationPlan(split, options: options))
      }
  }

  var describedSplit: Split {
    switch self {
    case .lists(let plan): plan.split
    case .events(let evaluation): evaluation.describedSplit
    }
  }

  func evaluate(
    _ recommender: any Recommender, name: String, fitSeconds: Double, peakBytes: Int?
  ) throws -> ModelEvaluation {
    switch self {
    case .lists(let plan):
      try plan.evaluate(recommender, name: name, fitSeconds: fitSeconds, peakBytes: peakBytes)
    case .events(let evaluation):
      try evaluation.evaluate(recommender, name: name, fitSeconds: fitSeconds, peakBytes: peakBytes)
    }
  }
}
