import ArgumentParser
import Needletail

/// `needletail train DATA --model SPEC --out MODEL`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fit a model on all of the data and write it to a folder.")

  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("The model with its hyper-parameters: ease(l2=500).", valueName: "spec"))
  var model: String

  @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "Start from a fitted model of the same algorithm, a click-through model over fields: it goes on with DATA, and new ids get rows behind those that it knows.",
      valueName: "folder"))
  var from: String?

  @Option(help: "How events become weights: binary, value, counts(alpha=…), watch(…).")
  var weight = "binary"

  @Option(
    help: ArgumentHelp(
      "Keep the training of a neural model in this folder, after each epoch and when interrupted; the same command goes on there, to the same bits.",
      valueName: "folder"))
  var checkpoints: String?

  @OptionGroup(title: "Stopping") var stopping: StoppingOptions
  @OptionGroup(title: "Labelled examples") var labelled: ExampleOptions
  @OptionGroup var settings: RunOptions

  func run() throws {
    let specification = try ModelSpecification(parsing: model)
    let weighting = try UsageError.reading("--weight") { try Weighting(parsing: weight) }
    let pool = settings.pool()
    var options = settings.training(specification.name, pool: pool)
    options.checkpoints = checkpoints
    let previous = try from.map { try self.previous($0, specification) }
    let model =
      try labelled.areMeant(data.reading, data: data.data)
      ? fitOnExamples(specification, previous, pool, options)
      : fit(specification, previous, weighting, pool, options)
    try model.save(to: out)
    Terminal.clearProgress()
    print("Wrote \(model.specification) to \(out)")
  }

  private func fit(
    _ specification: ModelSpecification, _ previous: Model?, _ weighting: Weighting, _ pool: WorkerPool,
    _ options: TrainingOptions
  ) throws -> Model {
    let data = try self.data.load(pool: pool)
    let training = TrainingData(data, weighting: weighting, pool: pool)
    return try stopping.rule().map {
      try Model.train(specification, on: training, stopping: $0, options: options, source: data.source)
    } ?? Model.train(specification, on: training, from: previous, options: options, source: data.source)
  }

  private func fitOnExamples(
    _ specification: ModelSpecification, _ previous: Model?, _ pool: WorkerPool, _ options: TrainingOptions
  ) throws -> Model {
    let examples = try labelled.load(data.data, reading: data.reading, pool: pool)
    return try Model.train(
      specification, on: examples, from: previous, stopping: stopping.exampleRule(), options: options)
  }

  /// The model to start from.
  private func previous(_ path: String, _ specification: ModelSpecification) throws -> Model {
    guard specification.algorithm is any IncrementalAlgorithm else {
      throw UsageError(
        "--from: \(specification.name) is always fitted anew; click-through models over fields go on")
    }
    guard stopping.earlyStopping == nil else { throw UsageError("--from takes no --early-stopping") }
    let model = try Model.open(path)
    guard model.specification.name == specification.name else {
      throw UsageError(
        "--from: \(path) is a model of \(model.specification.name), not of \(specification.name)")
    }
    return model
  }
}
