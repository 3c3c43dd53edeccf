import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailTensor

/// Any click-through model over fields as it follows a stream: its network, its tables, and what its optimisers remember
/// go on from window to window, and fields grow behind the names that they have.
final class FieldLearner: IncrementalLearner {
  let algorithm: any FieldAlgorithm
  let options: TrainingOptions
  let device: Device
  var settings: IncrementalSettings
  private(set) var updates = 0
  private(set) var fields: LearntFields?
  private(set) var trainer: NeuralTrainer<FieldTask>?

  /// A learner that has seen nothing.
  init(_ algorithm: any FieldAlgorithm, settings: IncrementalSettings, options: TrainingOptions) throws {
    self.algorithm = algorithm
    self.settings = settings
    self.options = options
    device = try options.device.device()
  }

  /// A learner in a state.
  init(
    _ algorithm: any FieldAlgorithm, settings: IncrementalSettings, options: TrainingOptions, updates: Int,
    fields: LearntFields, training: TrainingState
  ) throws {
    self.algorithm = algorithm
    self.settings = settings
    self.options = options
    device = try options.device.device()
    self.updates = updates
    self.fields = fields
    let none = ExampleTable.empty(fields.ranking.space)
    trainer = try NeuralTrainer(
      settings: trainingSettings, options: options, resuming: training,
      task: task(ExampleSource(none, ranking: fields.ranking, maskedShare: 0)))
  }

  func update(with window: ExampleSet, teacher: (any ProbabilityPredictor)?) throws {
    try check(window)
    let before = fields
    let learnt = try LearntFields.Update(before, window, settings: settings, update: updates)
    let targets =
      try teacher.map {
        try Distillation($0, share: settings.distillation).targets(of: window, pool: options.pool)
      } ?? window.labels
    let table = learnt.table.labelled(targets).masked(
      settings.maskedShare, seed: options.seed, update: updates)
    let source = ExampleSource(table, ranking: learnt.fields.ranking, maskedShare: 0)
    var trainer =
      try self.trainer.map { try follow($0, source, from: before, to: learnt.fields) } ?? begin(source)
    for epoch in 0..<settings.epochs {
      try options.cancellation?.check()
      options.progress?(Progress(stage: "epoch", completed: epoch, total: settings.epochs))
      _ = try trainer.runEpoch()
    }
    self.trainer = trainer
    fields = learnt.fields
    updates += 1
  }

  func predictor() throws -> any ProbabilityPredictor {
    guard let trainer else { throw TrainingError("\(name) has learnt from nothing yet") }
    let model = try trainer.model(epochs: trainer.completedEpochs)
    guard let predictor = model as? any ProbabilityPredictor else {
      throw TrainingError("\(name) predicts no probabilities")
    }
    return predictor
  }

  func copy() throws -> any IncrementalLearner {
    guard let trainer, let fields else {
      return try FieldLearner(algorithm, settings: settings, options: options)
    }
    return try FieldLearner(
      algorithm, settings: settings, options: options, updates: updates, fields: fields,
      training: trainer.captured(run: run))
  }

  /// The name of the algorithm.
  var name: String { type(of: algorithm).descriptor.name }

  /// What is trained, for whoever reads a state.
  var run: String { ModelSpecification(algorithm).fullDescription }

  private func check(_ window: ExampleSet) throws {
    if let fault = settings.fault { throw TrainingError("\(name): \(fault)") }
    guard window.count > 0 else { throw TrainingError("\(name): no examples to learn from") }
    guard window.classCount == 2 else {
      throw TrainingError("\(name) predicts clicks; these labels have \(window.classCount) classes")
    }
  }
}

extension FieldLearner {
  private var trainingSettings: TrainingSettings {
    var training = algorithm.design.settings
    training.device = device
    return training
  }

  /// Makes the task of some examples.
  private func task(_ source: ExampleSource) throws -> @Sendable () throws -> FieldTask {
    let (algorithm, device, seed, pool) = (algorithm, device, options.seed, options.pool)
    let design = algorithm.design
    let layout = try algorithm.layout(source.space)
    let network = algorithm.network(source.space)
    return {
      try FieldTask(algorithm, design, source, layout, network, device: device, seed: seed, pool: pool)
    }
  }

  private func begin(_ source: ExampleSource) throws -> NeuralTrainer<FieldTask> {
    let trainer = try NeuralTrainer(
      settings: trainingSettings, options: options, task: task(source))
    try trainer.withTask { [pace = pace(source, isFresh: false)] _, loop in loop.pace = pace }
    return trainer
  }

  /// Moves the rows to where the grown fields have them, and lets the optimiser forget what it should.
  private func follow(
    _ trainer: NeuralTrainer<FieldTask>, _ source: ExampleSource, from before: LearntFields?,
    to fields: LearntFields
  ) throws -> NeuralTrainer<FieldTask> {
    let (settings, space) = (settings, fields.ranking.space)
    let layout = try algorithm.layout(space)
    let old = before?.ranking.space ?? space
    let rows = space == old ? nil : space.rows(in: old)
    let unseen = space.unseenRows(in: old)
    let pace = pace(source, isFresh: settings.resetsOptimizer)
    try trainer.withTask { task, loop in
      var tables =
        try rows.map {
          try task.tables.moved(to: $0, unseen: unseen, deviation: settings.newRowDeviation)
        } ?? task.tables
      if settings.resetsOptimizer {
        tables = try tables.withoutMemory()
        loop.optimizer.reset()
      } else {
        try tables.decayAccumulators(by: settings.accumulatorDecay)
        loop.optimizer.decayAccumulators(by: settings.accumulatorDecay)
      }
      task.follow(source, layout, tables)
      loop.pace = pace
      loop.pace.start = loop.optimizer.step
    }
    return trainer
  }

  private func pace(_ source: ExampleSource, isFresh: Bool) -> LearningPace {
    let steps =
      (source.exampleCount * settings.epochs + algorithm.design.batchSize - 1) / algorithm.design.batchSize
    return LearningPace(
      factor: settings.learningRateFactor,
      warmUpSteps: isFresh ? max(1, Int(Double(steps) * IncrementalSettings.warmUpShare)) : 0,
      coolingSteps: steps, floor: settings.cooling)
  }
}
