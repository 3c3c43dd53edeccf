import Synchronization

/// A flag that asks long work to stop at its next safe point.
///
/// Set from a signal handler's thread, a server's shutdown or a test; read between tiles and epochs.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A flag that is not set.
  public init() {}

  /// Asks the work to stop. Calling it again changes nothing.
  public func cancel() { flag.store(true, ordering: .relaxed) }

  /// Whether the work was asked to stop.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Throws `CancelledError` when the work was asked to stop.
  public func check() throws(CancelledError) { if isCancelled { throw CancelledError() } }
}

/// Long work stopped because it was asked to; nothing was written.
public struct CancelledError: Error, CustomStringConvertible, Sendable {
  /// Describes the interruption.
  public init() {}
  /// "interrupted".
  public var description: String { "interrupted" }
}
