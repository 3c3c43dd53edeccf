import NeedletailCore
import NeedletailData
import NeedletailMath
import Synchronization

/// Where trials are fitted and judged: the data of each share of the users, made once, and a pool of threads and
/// an evaluation plan for each worker.
final class TrialBench: Sendable {
  let tuning: Tuning
  private let validation: Split
  private let pools: [WorkerPool]
  private let places = Mutex<[Key: Place]>([:])
  let memoryLimit: Int

  private struct Key: Hashable {
    let share: Double
    let worker: Int
  }

  /// What a trial needs.
  struct Place: Sendable {
    let split: Split
    let training: TrainingData
    let plan: EvaluationPlan
  }

  init(_ tuning: Tuning, memoryLimit: Int) {
    self.tuning = tuning
    self.memoryLimit = memoryLimit
    guard let validation = tuning.carved.validationSplit else { preconditionFailure("no validation part") }
    self.validation = validation
    let pool = tuning.options.pool
    let jobs = max(1, tuning.jobs)
    pools =
      jobs == 1 ? [pool] : (0..<jobs).map { _ in WorkerPool(threads: max(1, pool.threads / jobs)) }
  }

  /// The number of trials that can run at once.
  var workers: Int { pools.count }

  /// The bytes that fitting a suggestion needs, by its algorithm's formula.
  func memory(of suggestion: Suggestion) throws -> Int {
    let shape = try place(share: suggestion.share, worker: 0).training.shape
    return suggestion.specification.algorithm.memoryEstimate(for: shape, threads: pools[0].threads).bytes
  }

  func options(worker: Int) -> TrainingOptions {
    TrainingOptions(
      seed: tuning.options.seed, pool: pools[worker], memoryLimit: memoryLimit, progress: tuning.progress,
      cancellation: tuning.options.cancellation, device: tuning.device)
  }

  /// The data of a share of the users, and the plan of a worker on it.
  func place(share: Double, worker: Int) throws -> Place {
    // Made under the lock: the first trial of a rung makes the data that the others wait for.
    try places.withLock { places in
      let key = Key(share: share, worker: worker)
      if let known = places[key] { return known }
      let sibling = places.first { $0.key.share == share }?.value
      let split = sibling?.split ?? part(share)
      let training =
        sibling?.training
        ?? TrainingData(
          tuning.data, log: split.training, weighting: tuning.options.weighting, pool: pools[worker])
      var options = tuning.options
      options.metrics = tuning.trialMetrics
      options.pool = pools[worker]
      options.curves = false
      options.activityBuckets = 0
      options.breakdowns = []
      options.progress = nil
      options.resamples = min(options.resamples, 500)
      let place = Place(
        split: split, training: training, plan: try EvaluationPlan(split, options: options))
      places[key] = place
      return place
    }
  }

  /// The validation split with a share of its training users; the others are strangers then.
  private func part(_ share: Double) -> Split {
    guard share < 1 else { return validation }
    let log = validation.training
    let isKept = (0..<log.users.count).map { user in
      var random = RandomStream(
        seed: tuning.options.seed, purpose: RandomSearch.RandomPurpose.users, row: user)
      return random.uniform() < share
    }
    let positions = log.userRows.withUnsafeBufferPointer { rows in
      rows.indices.filter { isKept[Int(rows[$0])] }
    }
    var part = validation
    part.training = log.selecting(positions)
    part.foldIn = validation.foldIn ?? log
    return part
  }
}
