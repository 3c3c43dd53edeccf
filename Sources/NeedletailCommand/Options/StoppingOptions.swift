import ArgumentParser
import Needletail

/// How many epochs iterative models get.
struct StoppingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Choose the epochs of iterative models on a part carved from the training part by this split, then fit on all of it.",
      valueName: "split"))
  var earlyStopping: String?

  @Option(
    help: ArgumentHelp(
      "What is measured on that part (default: ndcg@10; of labelled examples logloss, in a search what decides).",
      valueName: "metric"))
  var stoppingMetric: String?

  @Option(help: "How many measurements in a row may bring no improvement.")
  var patience = 5

  func validate() throws {
    guard patience >= 1 else { throw ValidationError("--patience takes a positive number, not \(patience)") }
  }

  /// The rule; nil when it was not asked for.
  func rule() throws -> ValidationStopping? {
    guard let earlyStopping else { return nil }
    let split = try UsageError.reading("--early-stopping") { try SplitSpecification(parsing: earlyStopping) }
    let metric = try MetricKey(parsing: stoppingMetric ?? "ndcg@10")
    var rule = ValidationStopping(split: split, metric: metric)
    rule.patience = patience
    return rule
  }

  /// The same for labelled examples, where 'own' stops by the validation part that came with them, or by the one that
  /// trials are judged by.
  ///
  /// - Parameter usual: what is measured when nothing is said.
  func exampleRule(usual: MetricKey? = nil) throws -> ExampleStopping? {
    guard let earlyStopping else { return nil }
    let split = try UsageError.reading("--early-stopping") {
      try earlyStopping == "own" ? nil : SplitSpecification(parsing: earlyStopping)
    }
    let metric = try stoppingMetric.map { try MetricKey(parsing: $0) } ?? usual ?? MetricKey(.logloss)
    var rule = ExampleStopping(split: split, metric: metric)
    rule.patience = patience
    return rule
  }

  /// The same for trials, where 'own' stops by the validation part that trials are judged by.
  func trialStopping() throws -> TrialStopping {
    if earlyStopping == "own" { return .onValidation(patience: patience, interval: 1) }
    return try rule().map { .carved($0) } ?? .none
  }
}
