import NeedletailCore
import NeedletailData
import NeedletailMath

/// What a learner knows of fields: the space so far, the fields of users and items, and when each value was last seen.
struct LearntFields: Sendable {
  /// The space and the fields of users and items.
  let ranking: RankingFields
  /// By row of the space: the update that last had it.
  let lastSeen: [Int32]
  /// By row of the space: the examples that had it.
  let counts: [Int32]
}

extension LearntFields {
  /// The fields after a window, with its examples encoded in them.
  struct Update {
    let fields: LearntFields
    let table: ExampleTable
  }
}

extension LearntFields.Update {
  /// Learns the fields of a first window, or lets those known grow: names long unseen and rare are given up first.
  ///
  /// - Throws: `DataError` for examples of other fields.
  init(
    _ before: LearntFields?, _ window: ExampleSet, settings: IncrementalSettings, update: Int
  ) throws {
    let space: FieldSpace
    if let before {
      space = try before.evicted(settings, update: update).growing(with: window)
    } else {
      space = try FieldSpace(learning: window, from: Array(0..<window.count))
    }
    table = try space.encode(window)
    var lastSeen = [Int32](repeating: 0, count: space.rowCount)
    var counts = lastSeen
    if let before {
      let rows = space == before.ranking.space ? nil : space.rows(in: before.ranking.space)
      for row in 0..<space.rowCount {
        let old = rows.map { Int($0[row]) } ?? row
        guard old >= 0 else { continue }
        (lastSeen[row], counts[row]) = (before.lastSeen[old], before.counts[old])
      }
    }
    for rows in [table.rows] + table.bags.map(\.rows) {
      for row in rows.array {
        lastSeen[Int(row)] = Int32(update)
        counts[Int(row)] += 1
      }
    }
    let users = space.id(of: .user)?.nameCount ?? 0
    fields = LearntFields(
      ranking: RankingFields(
        table, fingerprints: SharedBuffer(zeros: users), previous: before?.ranking),
      lastSeen: lastSeen, counts: counts)
  }
}

extension LearntFields {
  /// The space without names that were long unseen and are rare.
  fileprivate func evicted(_ settings: IncrementalSettings, update: Int) throws -> FieldSpace {
    let space = ranking.space
    guard let age = settings.evictionAge else { return space }
    func isKept(_ row: Int) -> Bool {
      update - Int(lastSeen[row]) <= age || Int(counts[row]) >= settings.evictionCount
    }
    let isStale = (0..<space.rowCount).contains { counts[$0] > 0 && !isKept($0) }
    guard isStale else { return space }
    return try space.keeping { field, number in
      isKept(space.fields[field].offset + FieldSpace.firstValue + number)
    }
  }
}
