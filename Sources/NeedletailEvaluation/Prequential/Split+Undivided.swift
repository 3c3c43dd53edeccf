public import NeedletailData

extension Split {
  /// A log that is not divided: models are fitted on all of it, and nothing is held out.
  ///
  /// For predicting events that the model was fitted on, as `EventQuestions.Target.all` does.
  public static func undivided(_ log: InteractionLog) -> Split {
    Split(training: log, test: log.selecting([]), definition: "none, models were fitted on the whole log")
  }
}
