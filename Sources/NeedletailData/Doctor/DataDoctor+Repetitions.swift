import NeedletailMath

extension DataDoctor {
  /// Duplicates, conflicts and honest repetitions of user-item pairs.
  static func repetitions(_ log: InteractionLog, _ pairs: PairIndex) -> [Finding] {
    var duplicates = Tally()
    var conflicts = Tally()
    var repeated = Tally()
    var rows: [Row] = []
    for pair in 0..<pairs.count where pairs.starts[pair + 1] - pairs.starts[pair] > 1 {
      rows.removeAll(keepingCapacity: true)
      for index in pairs.starts[pair]..<pairs.starts[pair + 1] {
        rows.append(Row(log, Int(pairs.positions[index])))
      }
      rows.sort { ($0.time, $0.kind, $0.value, $0.position) < ($1.time, $1.kind, $1.value, $1.position) }
      var isConflict = false
      var isRepeated = false
      for (row, next) in zip(rows, rows.dropFirst()) {
        if row.time != next.time || row.kind != next.kind {
          isRepeated = true
        } else if row.value == next.value {
          duplicates.add(next.position)
        } else {
          isConflict = true
        }
      }
      if isConflict { conflicts.add(rows[0].position) }
      if isRepeated { repeated.add(rows[0].position) }
    }
    return [
      report(
        .duplicates, .warning, duplicates, log,
        "\(duplicates.count) rows repeat another row; counts and popularity are inflated"),
      report(
        .conflictingValues, .warning, conflicts, log,
        "\(conflicts.count) user-item pairs have different values at the same time; the last row counts"),
      report(
        .repeatedPairs, .info, repeated, log,
        "\(repeated.count) user-item pairs have several events; --weight says how they add up"),
    ].compactMap(\.self)
  }

  /// What makes two rows of a pair the same.
  private struct Row {
    let position: Int
    let time: Int64
    let kind: UInt8
    let value: Float

    init(_ log: InteractionLog, _ position: Int) {
      self.position = position
      time = log.times?[position] ?? 0
      kind = log.kinds?[position] ?? 0
      // NaN has no place in an order; it is reported as a value of its own.
      let value = log.values?[position] ?? 1
      self.value = value.isNaN ? -.infinity : value
    }
  }

  /// A finding about rows, or nil when there are none.
  static func report(
    _ code: Finding.Code, _ severity: Finding.Severity, _ tally: Tally, _ log: InteractionLog,
    _ message: String, detail: (Int) -> String = { _ in "" }
  ) -> Finding? {
    guard tally.count > 0 else { return nil }
    return Finding(
      code, severity, count: tally.count, message, example: log.place(tally.first) + detail(tally.first))
  }
}
