import NeedletailData
import NeedletailMath

/// The latest events, held back from a candidate to measure it by.
struct TrainingWindow {
  /// Events from this moment on are the test, in milliseconds.
  let start: Int64
  let split: Split

  /// The events of the data from a moment on.
  ///
  /// - Throws: `DataError` when either part is empty.
  init(of log: InteractionLog, from start: Int64) throws {
    guard let times = log.times, log.clock == .milliseconds else {
      throw DataError("a window of time needs the times of events, and the data have none")
    }
    self.start = start
    let isTest = times.withUnsafeBufferPointer { $0.map { $0 >= start } }
    let training = log.selecting(isTest.indices.filter { !isTest[$0] })
    let test = log.selecting(isTest.indices.filter { isTest[$0] })
    guard training.count > 0, test.count > 0 else {
      throw DataError(
        "the window leaves \(training.count) events to learn from and \(test.count) to measure by, of \(log.count)"
      )
    }
    split = Split(
      training: training, test: test,
      definition: "events from \(start) ms since 1970 on, \(test.count) of \(log.count)")
  }

  /// Where a window of a length starts: at the latest event less the length, but never so early that more than a
  /// fifth of the events are held back.
  ///
  /// - Parameters:
  ///   - length: milliseconds.
  ///   - latest: the time of the latest event.
  static func start(_ log: InteractionLog, length: Int64, latest: Int64) -> Int64 {
    let past = log.times.map { $0.withUnsafeBufferPointer { $0.filter { $0 <= latest }.sorted() } } ?? []
    guard !past.isEmpty else { return latest }
    let (wanted, isTooLong) = latest.subtractingReportingOverflow(length)
    return max(isTooLong ? .min : wanted, past[min(past.count - past.count / 5, past.count - 1)])
  }

  /// The number of users with events from a moment on.
  static func userCount(_ log: InteractionLog, from start: Int64) -> Int {
    guard let times = log.times else { return 0 }
    var users = Set<Int32>()
    for position in 0..<log.count where times[position] >= start { users.insert(log.userRows[position]) }
    return users.count
  }

  /// The time of the latest event that is not later than `now`, in milliseconds; nil without one.
  static func latest(_ log: InteractionLog, now: Int64) -> Int64? {
    log.times?.withUnsafeBufferPointer { $0.lazy.filter { $0 <= now }.max() }
  }
}
