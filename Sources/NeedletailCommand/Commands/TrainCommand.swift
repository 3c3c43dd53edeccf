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
    let model =
      try labelled.areMeant(data.reading, data: data.data)
      ? fitOnExamples(specification, pool, options) : fit(specification, weighting, pool, options)
    try model.save(to: out)
    Terminal.clearProgress()
    print("Wrote \(model.specification) to \(out)")
  }

  private func fit(
    _ specification: ModelSpecification, _ weighting: Weighting, _ pool: WorkerPool,
    _ options: TrainingOptions
  ) throws -> Model {
    let data = try self.data.load(pool: pool)
    let training = TrainingData(data, weighting: weighting, pool: pool)
    return try stopping.rule().map {
      try Model.train(specification, on: training, stopping: $0, options: options, source: data.source)
    } ?? Model.train(specification, on: training, options: options, source: data.source)
  }

  private func fitOnExamples(
    _ specification: ModelSpecification, _ pool: WorkerPool, _ options: TrainingOptions
  ) throws -> Model {
    let examples = try labelled.load(data.data, reading: data.reading, pool: pool)
    return try Model.train(
      specification, on: examples, stopping: stopping.exampleRule(), options: options)
  }
}
