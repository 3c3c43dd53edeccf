/// When the next training is due.
///
/// Training is due when the time or the number of changes is reached, and something has changed since the last
/// attempt, whatever came of that. As long as there is no model, it is due as well when the store has
/// `firstChanges` changes, and whenever their number has doubled since the last attempt.
struct TrainingSchedule: Sendable, Hashable {
  /// Changes of a store that are worth a first attempt.
  static let firstChanges: Int64 = 1000

  /// Seconds between trainings; nil for never by time.
  var every: Double?
  /// Changes between trainings; nil for never by their number.
  var changes: Int?

  /// What is known of the last attempt.
  struct Last: Sendable, Hashable {
    /// Seconds since it started; without any, since the server did.
    var age: Double
    /// The store's sequence then; 0 without any.
    var sequence: Int64
  }

  /// Why training is due; nil when it is not.
  func trigger(sequence: Int64, last: Last, hasModel: Bool) -> TrainingAttempt.Trigger? {
    guard every != nil || changes != nil else { return nil }
    let before = last.sequence
    guard sequence > before else { return nil }
    if !hasModel, sequence >= max(Self.firstChanges, before * 2) { return .noModel }
    if let changes, sequence - before >= Int64(changes) { return .changes }
    if let every, last.age >= every { return .time }
    return nil
  }
}
