import NeedletailCore
import NeedletailData
import NeedletailMath
import Synchronization

/// Where trials on labelled examples are fitted and judged: the encoded examples of each share of the training part, made
/// once, and a pool of threads and a plan for each worker.
final class ExampleBench: SearchBench {
  private let tuning: ExampleTuning
  private let validation: ExampleSplit
  private let pools: [WorkerPool]
  private let places = Mutex<[Key: Place]>([:])
  let memoryLimit: Int

  private struct Key: Hashable {
    let share: Double
    let worker: Int
  }

  /// What a trial needs.
  private struct Place: Sendable {
    let split: ExampleSplit
    let training: TrainingData
    let plan: ExamplePlan
  }

  init(_ tuning: ExampleTuning, memoryLimit: Int) {
    self.tuning = tuning
    self.memoryLimit = memoryLimit
    guard let validation = tuning.carved.validationSplit else { preconditionFailure("no validation part") }
    self.validation = validation
    let (pool, jobs) = (tuning.options.pool, max(1, tuning.jobs))
    pools =
      jobs == 1 ? [pool] : (0..<jobs).map { _ in WorkerPool(threads: max(1, pool.threads / jobs)) }
  }

  var workers: Int { pools.count }

  func memory(of suggestion: Suggestion) throws -> Int {
    let shape = try place(share: suggestion.share, worker: 0).training.shape
    return suggestion.specification.algorithm.memoryEstimate(for: shape, threads: pools[0].threads).bytes
  }

  func run(_ suggestion: Suggestion, number: Int, worker: Int) throws -> Trial {
    let place = try place(share: suggestion.share, worker: worker)
    return try Trial.run(
      suggestion, number: number, by: tuning.metric, memory: try memory(of: suggestion),
      choosesEpochs: tuning.stopping != nil, fit: { try fit($0, on: place, worker: worker) },
      judge: { try place.plan.evaluate($0, name: suggestion.specification.name).result })
  }

  private func fit(_ algorithm: any Algorithm, on place: Place, worker: Int) throws -> any Recommender {
    var run = TrainingOptions(
      seed: tuning.options.seed, pool: pools[worker], memoryLimit: memoryLimit, progress: tuning.progress,
      cancellation: tuning.options.cancellation, device: tuning.device)
    guard let stopping = tuning.stopping else { return try algorithm.train(place.training, options: run) }
    guard stopping.split == nil else {
      return try stopping.train(
        algorithm, on: place.split, of: tuning.examples, training: place.training,
        evaluation: place.plan.options, options: run)
    }
    run.stopping = EarlyStopping(
      by: tuning.metric, on: place.plan, patience: stopping.patience, interval: stopping.interval)
    return try algorithm.train(place.training, options: run)
  }

  /// The examples of a share of the training part, and the plan of a worker on the validation part.
  private func place(share: Double, worker: Int) throws -> Place {
    // Made under the lock: the first trial of a rung encodes the examples that the others wait for.
    try places.withLock { places in
      let key = Key(share: share, worker: worker)
      if let known = places[key] { return known }
      let sibling = places.first { $0.key.share == share }?.value
      let split = sibling?.split ?? part(share)
      let training =
        try sibling?.training
        ?? TrainingData(tuning.examples, training: split.training, pool: pools[worker])
      var options = tuning.options
      options.metrics = tuning.trialMetrics
      options.pool = pools[worker]
      options.progress = nil
      options.resamples = min(options.resamples, 500)
      let place = Place(
        split: split, training: training,
        plan: try ExamplePlan(
          tuning.examples, at: split.test, space: training.examples?.space, options: options))
      places[key] = place
      return place
    }
  }

  /// The validation split with the training examples of a share of the users or groups; of a share of all examples where
  /// they have none.
  private func part(_ share: Double) -> ExampleSplit {
    guard share < 1 else { return validation }
    let groups = tuning.examples.groups?.rows
    var part = validation
    part.training = validation.training.filter { position in
      let group = groups.map { Int($0[position]) } ?? -1
      var random = RandomStream(
        seed: tuning.options.seed,
        purpose: group < 0 ? RandomSearch.RandomPurpose.examples : RandomSearch.RandomPurpose.users,
        row: group < 0 ? position : group)
      return random.uniform() < share
    }
    return part
  }
}
