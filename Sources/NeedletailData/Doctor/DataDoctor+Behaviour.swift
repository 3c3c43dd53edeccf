import Glibc
import NeedletailMath

extension DataDoctor {
  /// Robots, users of one event, and columns in the wrong order.
  static func behaviour(_ log: InteractionLog, _ options: Options) -> [Finding] {
    let counts = self.counts(log.userRows, log.users.count)
    var single = 0
    var example = 0
    for (user, count) in counts.enumerated() where count == 1 {
      if single == 0 { example = user }
      single += 1
    }
    let active = counts.count { $0 > 0 }
    var findings: [Finding] = []
    if single > 0 {
      findings.append(
        Finding(
          .oneEventUsers, single * 2 > active ? .warning : .info, count: single,
          "\(single) of \(active) users have one event; nothing of theirs can be held out",
          example: "user \(log.users.id(example))"))
    }
    if let robots = robots(log, counts, options) { findings.append(robots) }
    if let transposed = transposition(log) { findings.append(transposed) }
    return findings
  }

  /// How many interactions each row of a vocabulary has.
  static func counts(_ rows: SharedBuffer<Int32>, _ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    rows.withUnsafeBufferPointer { for row in $0 { counts[Int(row)] += 1 } }
    return counts
  }

  private static func robots(_ log: InteractionLog, _ counts: [Int], _ options: Options) -> Finding? {
    let limit = options.robotEventsPerDay
    let suspects = counts.indices.filter { counts[$0] >= limit }
    guard !suspects.isEmpty else { return nil }
    var worst: (user: Int, events: Int) = (0, 0)
    var robots = 0
    if let times = log.times, log.clock == .milliseconds {
      let groups = UserGroups(of: log)
      for user in suspects {
        let own = groups.range(ofUser: user).map { times[Int(groups.positions[$0])] }.sorted()
        let most = densest(own, within: 86_400_000)
        if most >= limit { robots += 1 }
        if most > worst.events { worst = (user, most) }
      }
    } else {
      // Without a clock only the sheer number speaks: far beyond what the busiest hundredth does.
      let sorted = counts.filter { $0 > 0 }.sorted()
      let extreme = max(limit, 20 * sorted[(sorted.count - 1) * 99 / 100])
      for user in suspects where counts[user] >= extreme {
        robots += 1
        if counts[user] > worst.events { worst = (user, counts[user]) }
      }
    }
    guard robots > 0 else { return nil }
    return Finding(
      .robots, .warning, count: robots,
      "\(robots) \(robots == 1 ? "user has" : "users have") \(limit) events or more within a day (or far more than all others): robots, or "
        + "many people under one id", example: "user \(log.users.id(worst.user)): \(worst.events) events")
  }

  /// The most of some ascending times that lie within a span.
  private static func densest(_ times: [Int64], within span: Int64) -> Int {
    var most = 0
    var start = 0
    for (end, time) in times.enumerated() {
      while Double(time) - Double(times[start]) > Double(span) { start += 1 }
      most = max(most, end - start + 1)
    }
    return most
  }

  /// Users act in bursts, items are taken up all the time: when it is the other way round, the columns are.
  ///
  /// For each side, the share of gaps between consecutive events of one row that are under half an hour, beyond
  /// what chance would give a row of that many events.
  private static func transposition(_ log: InteractionLog) -> Finding? {
    guard let times = log.times, log.clock == .milliseconds, log.count >= 1000 else { return nil }
    let order = times.withUnsafeBufferPointer { times in
      (0..<log.count).sorted { times[$0] < times[$1] }
    }
    let span = Double(times[order[order.count - 1]]) - Double(times[order[0]])
    guard span > 0 else { return nil }
    func excess(_ rows: SharedBuffer<Int32>, _ size: Int) -> Double {
      let counts = self.counts(rows, size)
      var last = [Int64?](repeating: nil, count: size)
      var near = 0.0
      var expected = 0.0
      var gaps = 0.0
      for position in order {
        let row = Int(rows[position])
        let time = times[position]
        if let before = last[row] {
          gaps += 1
          if Double(time) - Double(before) < 1_800_000 { near += 1 }
          expected += 1 - exp(-1_800_000 * Double(counts[row]) / span)
        }
        last[row] = time
      }
      return gaps == 0 ? 0 : (near - expected) / gaps
    }
    let users = excess(log.userRows, log.users.count)
    let items = excess(log.itemRows, log.items.count)
    guard items > 0.3, items > users + 0.3 else { return nil }
    return Finding(
      .transposedColumns, .warning, count: log.count,
      "the items act in bursts as people do and the users do not: are the columns swapped?",
      example: "short gaps beyond chance: items \(percent(items)), users \(percent(users))")
  }

  /// "12.3%".
  static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)%" }
}
