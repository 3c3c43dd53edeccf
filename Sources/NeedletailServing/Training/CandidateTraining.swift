public import NeedletailCore
public import NeedletailData
import NeedletailEvaluation
public import NeedletailMath

/// The training of one candidate, as the server's child process does it.
///
/// The latest window of events is held back; the candidate is fitted on the rest, and measured on the window beside
/// the deployed model. When the gate lets it pass, it is fitted on everything and written aside. The same data,
/// settings and seed give the same verdict and the same model, up to the times that were taken.
///
/// The comparison is fair: a deployed model that has learnt from a part of the window is judged on the rest of it;
/// when too few users are left there, its specification is fitted anew on what the candidate is fitted on, and
/// stands for it.
public struct CandidateTraining: Sendable {
  /// What is asked for.
  public var request: Request
  /// What opens models and reads specifications.
  public var algorithms: AlgorithmRegistry
  /// Called at the start of each step; must be quick.
  public var progress: (@Sendable (Progress) -> Void)?
  /// Asks the work to stop.
  public var cancellation: Cancellation?

  /// A training.
  public init(
    _ request: Request, algorithms: AlgorithmRegistry, progress: (@Sendable (Progress) -> Void)? = nil,
    cancellation: Cancellation? = nil
  ) {
    self.request = request
    self.algorithms = algorithms
    self.progress = progress
    self.cancellation = cancellation
  }

  /// What a training is asked for.
  public struct Request: Sendable, Hashable, Codable {
    /// The directory of the store.
    public var data: String
    /// The algorithm with its hyper-parameters.
    public var specification: String
    /// How events become weights.
    public var weighting: String
    /// How many milliseconds of the latest events are held back.
    public var window: Int64
    /// What the candidate must show.
    public var gate: DeploymentGate
    /// The deployed model; nil while there is none.
    public var deployed: Deployed?
    /// Where the model is to be written.
    public var output: String
    /// Threads.
    public var threads: Int
    /// Bytes that a fit may use; nil for what the machine has.
    public var memory: Int?
    /// The seed of every random choice.
    public var seed: UInt64

    /// The model that a candidate is compared with.
    public struct Deployed: Sendable, Hashable, Codable {
      /// Its version.
      public var version: String
      /// Its folder.
      public var folder: String
      /// The time of the latest event that it has learnt from, in milliseconds; nil when unknown.
      public var latestTime: Int64?

      /// A deployed model.
      public init(version: String, folder: String, latestTime: Int64? = nil) {
        self.version = version
        self.folder = folder
        self.latestTime = latestTime
      }
    }

    /// A request by the settings.
    public init(data: String, settings: TrainingSettings, deployed: Deployed?, output: String) {
      self.data = data
      specification = settings.specification
      weighting = settings.weighting
      window = Int64(settings.window * 1000)
      gate = settings.gate
      self.deployed = deployed
      self.output = output
      threads = settings.threads
      memory = settings.memory
      seed = UInt64(settings.seed)
    }
  }

  /// Trains, measures, decides, and writes the model when the gate lets it pass.
  ///
  /// - Parameters:
  ///   - data: everything that counts at one moment, and its sequence.
  ///   - now: events of later times are left out of the window's reckoning; milliseconds.
  /// - Throws: `CancelledError`; what reading, fitting, measuring or writing throws.
  public func run(
    now: Int64, data read: () throws -> (data: DataSet, sequence: Int64)
  ) throws -> TrainingVerdict {
    let memory = PeakMemory()
    progress?(Progress(stage: "read", completed: 0, total: 1))
    let (data, sequence) = try read()
    try cancellation?.check()
    guard data.log.count > 0, let latest = TrainingWindow.latest(data.log, now: now) else {
      throw DataError("there is nothing to learn from yet: the data have no events")
    }
    let work = CandidateWork(
      training: self, data: data, latest: latest,
      specification: try ModelSpecification(parsing: request.specification, registry: algorithms),
      weighting: try Weighting(parsing: request.weighting), pool: WorkerPool(threads: request.threads))
    var verdict = try work.measure(sequence: sequence)
    if verdict.decision.isPassed {
      let start = ContinuousClock.now
      try work.fitOnEverything(verdict)
      verdict.fitSeconds += start.duration(to: .now).inSeconds
      verdict.model = request.output
    }
    verdict.peakBytes = memory.bytes
    return verdict
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
