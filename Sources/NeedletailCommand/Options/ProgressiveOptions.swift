import ArgumentParser
import Needletail

/// How models follow a stream under `--progressive`.
struct ProgressiveOptions: ParsableArguments {
  @Flag(
    help:
      "Predict a stream window by window, each before anything of it was trained on, and compare ways of keeping models up with it."
  )
  var progressive = false

  @Option(
    help: ArgumentHelp(
      "With --progressive: the length of a window, 30m, 2h, 1d or a number of examples.", valueName: "window")
  )
  var window = "2h"

  @Option(
    help: ArgumentHelp(
      "With --progressive: static, retrain, warm-start, teacher, replay; settings in brackets, as in retrain(windows=48,epochs=3), warm-start(cadence=2,rate=0.5), teacher(lambda=0.3,period=12), replay(share=0.1).",
      valueName: "list"))
  var arms = "static,retrain,warm-start,teacher,replay"

  @Option(help: ArgumentHelp("With --progressive: windows before the first prediction.", valueName: "n"))
  var warmUp = 12

  @Option(
    help: ArgumentHelp(
      "With --progressive: the first window that counts in means; choose settings by those before (default: after the warm-up).",
      valueName: "n"))
  var judgedFrom: Int?

  @Option(
    help: ArgumentHelp("With --progressive: from an example to its label, as in 30m.", valueName: "time"))
  var labelDelay: String?

  @Option(
    help: ArgumentHelp(
      "With --progressive: what an update must pass to be deployed, or none.",
      valueName: "loss=…,calibration=…,psi=…,share=…|none"))
  var gate = "loss=0.001,calibration=0.05,psi=0.2,share=0.1"

  @Option(help: ArgumentHelp("With --progressive: how long an item is new.", valueName: "time"))
  var newItems = "1d"

  @Option(help: ArgumentHelp("With --progressive: windows of a block of the bootstrap.", valueName: "n"))
  var block: Int?

  @Option(
    help: ArgumentHelp(
      "With --progressive: keep the state after each window in this folder, and go on from it.",
      valueName: "folder"))
  var state: String?

  func validate() throws {
    guard warmUp >= 1 else { throw ValidationError("--warm-up takes a positive number, not \(warmUp)") }
    if let block, block < 1 { throw ValidationError("--block takes a positive number, not \(block)") }
  }

  /// The plan of a run.
  func plan(_ training: TrainingOptions) throws -> ProgressivePlan {
    var plan = ProgressivePlan(
      size: try Self.reading("--window") { try WindowSize(parsing: window) }, options: training)
    plan.warmUp = warmUp
    plan.judgedFrom = judgedFrom
    plan.block = block
    plan.state = state
    plan.gate =
      gate == "none" ? nil : try UsageError.reading("--gate") { try DeploymentGate(parsing: gate) }
    plan.delay = try labelDelay.map { try Self.time($0, "--label-delay") } ?? 0
    plan.newItemSpan = try Self.time(newItems, "--new-items")
    return plan
  }

  private static func time(_ text: String, _ option: String) throws -> Int64 {
    guard let time = WindowSize.milliseconds(text) else {
      throw UsageError("\(option): expected a time such as 90s, 30m, 2h or 1d, found '\(text)'")
    }
    return time
  }

  private static func reading<Value>(_ option: String, _ parse: () throws -> Value) throws -> Value {
    do { return try parse() } catch let error as EvaluationError { throw UsageError("\(option): \(error)") }
  }
}
