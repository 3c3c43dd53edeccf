public import NeedletailMath

/// Facts of one run: never hyper-parameters, never in a model's specification.
public struct TrainingOptions: Sendable {
  /// The seed of every random stream.
  public var seed: UInt64
  /// The threads that numeric loops run on.
  public var pool: WorkerPool
  /// Bytes that a fit may use; nil takes what the machine has available.
  public var memoryLimit: Int?
  /// Called at the start of each step; must be quick.
  public var progress: (@Sendable (Progress) -> Void)?
  /// Told before the work starts what its user should know: that it will take long.
  public var notice: (@Sendable (String) -> Void)?
  /// Asks the fit to stop at the next safe point.
  public var cancellation: Cancellation?
  /// Ends an iterative fit by a figure on validation data; nil runs all epochs.
  public var stopping: EarlyStopping?
  /// Where neural models compute.
  public var device: DeviceChoice
  /// The folder in which a neural training is kept, epoch by epoch and when it is interrupted, and from which it goes on
  /// to the same bits; nil for none. Algorithms without `keepsCheckpoints` refuse it.
  public var checkpoints: String?

  /// Options of a run.
  public init(
    seed: UInt64 = 1, pool: WorkerPool = WorkerPool(), memoryLimit: Int? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil, notice: (@Sendable (String) -> Void)? = nil,
    cancellation: Cancellation? = nil, stopping: EarlyStopping? = nil, device: DeviceChoice = .auto,
    checkpoints: String? = nil
  ) {
    self.seed = seed
    self.pool = pool
    self.memoryLimit = memoryLimit
    self.progress = progress
    self.notice = notice
    self.cancellation = cancellation
    self.stopping = stopping
    self.device = device
    self.checkpoints = checkpoints
  }
}

/// How far long work has come.
public struct Progress: Sendable {
  /// What is being done: "factorise", "epoch".
  public var stage: String
  /// Steps that are done.
  public var completed: Int
  /// Steps in all.
  public var total: Int
  /// A figure worth seeing: "loss 0.8780".
  public var note: String

  /// A state of the work.
  public init(stage: String, completed: Int, total: Int, note: String = "") {
    self.stage = stage
    self.completed = completed
    self.total = total
    self.note = note
  }
}
