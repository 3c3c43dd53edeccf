import NeedletailMath

/// Divisions by global time.
extension SplitSpecification {
  func latest(_ log: InteractionLog, share: Double, into held: Part) throws -> Split {
    let times = try moments(of: log)
    guard log.count > 0 else { return try since(0, log, into: held) }
    // The order of signed numbers is that of unsigned ones once the sign bit is flipped.
    let keys = times.withUnsafeBufferPointer { $0.map { UInt64(bitPattern: $0) ^ 1 << 63 } }
    let training = log.count - Int((share * Double(log.count)).rounded())
    let (key, _) = SmallestKeys.key(ofRank: min(training, log.count - 1), in: keys)
    return try since(
      Int64(bitPattern: key ^ 1 << 63), log, into: held,
      definition: "the latest \(percent(share)) of all events")
  }

  func since(
    _ moment: Int64, _ log: InteractionLog, into held: Part, definition: String? = nil
  ) throws -> Split {
    let times = try moments(of: log)
    var assignment = Assignment(log)
    times.withUnsafeBufferPointer { times in
      for (position, time) in times.enumerated() where time >= moment { assignment.parts[position] = held }
    }
    let repeats = dropRepeats(of: held, in: &assignment)
    var split = try assignment.split(
      held, definition: definition ?? "events from \(description.dropFirst("time:".count)) on")
    if repeats > 0 {
      split.warnings.append(
        "\(repeats) \(held == .test ? "test" : "validation") events repeat an item of the user's training "
          + "history and were left out")
    }
    return split
  }

  /// Drops held-out events whose pair training knows, and says how many.
  private func dropRepeats(of held: Part, in assignment: inout Assignment) -> Int {
    let pairs = PairIndex(of: assignment.log)
    var dropped = 0
    for pair in 0..<pairs.count {
      let positions = (pairs.starts[pair]..<pairs.starts[pair + 1]).map { Int(pairs.positions[$0]) }
      guard positions.contains(where: { assignment.parts[$0] == .training }) else { continue }
      for position in positions where assignment.parts[position] == held {
        assignment.parts[position] = .dropped
        dropped += 1
      }
    }
    return dropped
  }

  /// The times of a log if they are moments.
  private func moments(of log: InteractionLog) throws -> SharedBuffer<Int64> {
    guard let times = log.times else {
      throw DataError("'\(description)' needs times, and the data have none")
    }
    guard log.clock == .milliseconds else {
      throw DataError(
        "'\(description)' needs moments, and the data only have each user's order; last:1 needs no more")
    }
    return times
  }
}
