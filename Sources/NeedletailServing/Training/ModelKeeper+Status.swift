import Synchronization

/// What a keeper knows at one moment.
public struct ModelKeeperStatus: Sendable, Hashable {
  /// The version that answers; nil while there is none.
  public var current: String?
  /// The version that a roll-back would go to; nil when there is none.
  public var previous: ModelVersion?
  /// All kept versions, newest first.
  public var versions: [ModelRecord]
  /// The training under way; nil when there is none.
  public var training: TrainingProgress?
  /// What became of the last training; nil when there was none.
  public var lastAttempt: TrainingAttempt?
  /// Seconds until training is due by time; nil when it never is.
  public var dueSeconds: Double?
  /// Changes until training is due by their number; nil when it never is.
  public var dueChanges: Int64?
  /// What was found wrong with the versions or cannot be written, in sentences.
  public var findings: [String]
}

extension ModelKeeper {
  /// Versions, the current one, the training under way.
  public var status: ModelKeeperStatus {
    let (run, last, fault) = state.withLock { ($0.run, $0.last, $0.fault) }
    let before = last?.attempt.sequence ?? 0
    return ModelKeeperStatus(
      current: target.version(), previous: registry.previous, versions: registry.versions,
      training: run?.progress, lastAttempt: last?.attempt,
      dueSeconds: settings?.every.map { every in max(0, every - (Self.seconds - (last?.time ?? born))) },
      dueChanges: settings?.changes.map { max(0, before + Int64($0) - target.sequence()) },
      findings: registry.findings + (fault.map { [$0] } ?? []))
  }

  /// What became of the latest trainings, oldest first. Reads a small file.
  public func attempts() -> [TrainingAttempt] { registry.attempts() }
}
