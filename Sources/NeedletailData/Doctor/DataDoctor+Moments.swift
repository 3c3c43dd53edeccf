import NeedletailMath

extension DataDoctor {
  private static let hour: Int64 = 3_600_000
  /// The start of 1974; milliseconds before it are most likely seconds since 1970.
  private static let epoch: Int64 = 126_230_400_000
  /// The start of 2100.
  private static let horizon: Int64 = 4_102_444_800_000

  /// Clocks in the wrong unit, in the future, out of order, or stopped.
  static func moments(_ log: InteractionLog, _ options: Options) -> [Finding] {
    guard let times = log.times, log.clock == .milliseconds else { return [] }
    var absurd = Tally()
    var early = Tally()
    var future = Tally()
    times.withUnsafeBufferPointer { times in
      for (position, time) in times.enumerated() {
        if time < 0 || time >= horizon {
          absurd.add(position)
        } else if time < epoch {
          early.add(position)
        } else if let now = options.now, time > now {
          future.add(position)
        }
      }
    }
    func detail(_ position: Int) -> String { ", time \(times[position]) ms" }
    let isAllEarly = early.count + absurd.count == log.count
    return [
      report(
        .absurdTimes, .error, absurd, log, "\(absurd.count) moments lie before 1970 or after 2100",
        detail: detail),
      report(
        isAllEarly ? .epochTimes : .clockUnits, isAllEarly ? .warning : .error, early, log,
        isAllEarly
          ? "all moments lie before 1974: seconds were taken for milliseconds, or they are no moments"
          : "\(early.count) moments lie before 1974 and the others do not: seconds among milliseconds",
        detail: detail),
      report(
        .futureTimes, .warning, future, log, "\(future.count) moments lie in the future", detail: detail),
      skew(log, times), bulk(log, times),
    ].compactMap(\.self)
  }

  /// Jumps back by more than an hour in a log that is otherwise in order.
  private static func skew(_ log: InteractionLog, _ times: SharedBuffer<Int64>) -> Finding? {
    var jumps = Tally()
    times.withUnsafeBufferPointer { times in
      var latest = Int64.min
      for (position, time) in times.enumerated() {
        if latest > .min + hour, time < latest - hour {
          jumps.add(position)
        } else {
          latest = max(latest, time)
        }
      }
    }
    guard jumps.count * 20 < log.count else { return nil }
    return report(
      .clockSkew, .warning, jumps, log,
      "\(jumps.count) rows of a log in order of time lie more than an hour before earlier rows",
      detail: { ", time \(times[$0]) ms" })
  }

  /// A moment that a twentieth of all events share.
  private static func bulk(_ log: InteractionLog, _ times: SharedBuffer<Int64>) -> Finding? {
    guard log.count >= 100 else { return nil }
    // Boyer and Moore's vote, for many candidates (Misra and Gries): whatever fills a twentieth survives.
    var votes: [Int64: Int] = [:]
    times.withUnsafeBufferPointer { times in
      for time in times {
        if votes[time] != nil || votes.count < 20 {
          votes[time, default: 0] += 1
        } else {
          for (candidate, count) in votes { votes[candidate] = count == 1 ? nil : count - 1 }
        }
      }
    }
    var counts = votes.mapValues { _ in 0 }
    times.withUnsafeBufferPointer { for time in $0 where counts[time] != nil { counts[time]! += 1 } }
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value * 20 >= log.count
    else { return nil }
    return Finding(
      .bulkTimes, .warning, count: most.value,
      "\(most.value) of \(log.count) events carry the very same moment: an import or a default, no clock",
      example: "time \(most.key) ms")
  }
}
