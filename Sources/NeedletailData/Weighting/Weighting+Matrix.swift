public import NeedletailMath

extension Weighting {
  /// The weights of all pairs of a log as a matrix users × items.
  ///
  /// - Parameters:
  ///   - log: the events; repeated pairs become one entry.
  ///   - itemFeatures: attributes of the items; `watch` reads the column `series`.
  ///   - pool: the threads to use; nil uses the calling thread. The result has the same bits.
  /// - Complexity: O(n log m) for n events, m of them the most of one user; O(n) for `binary`.
  public func matrix(
    of log: InteractionLog, itemFeatures: FeatureTable? = nil, pool: WorkerPool? = nil
  ) -> CSRMatrix {
    if self == .binary || self == .value && log.values == nil { return log.distinctPairs }
    let context = WeightingContext(kindNames: log.kindNames, itemFeatures: itemFeatures)
    let users = log.users.count
    let groups = UserGroups(of: log)
    let width = 512
    let tiles = (users + width - 1) / width
    let reader = EventReader(log)
    var results = [TileOfProfiles](repeating: TileOfProfiles(), count: tiles)
    results.withUnsafeMutableBufferPointer { results in
      let shared = SharedPointer(results)
      let body: @Sendable (Int) -> Void = { tile in
        var profiles = TileOfProfiles()
        for user in tile * width..<min((tile + 1) * width, users) {
          let events = reader.events(at: groups.range(ofUser: user), of: groups)
          let (items, weights) = profile(of: events, in: context)
          profiles.append(items, weights)
        }
        shared[tile] = profiles
      }
      if let pool { pool.forEach(count: tiles, body) } else { for tile in 0..<tiles { body(tile) } }
    }
    return Self.join(results, users: users, items: log.items.count)
  }

  /// The profiles of some neighbouring users, one after the other.
  private struct TileOfProfiles {
    var counts: [Int] = []
    var items: [Int32] = []
    var weights: [Float] = []

    mutating func append(_ items: [Int32], _ weights: [Float]) {
      counts.append(items.count)
      self.items += items
      self.weights += weights
    }
  }

  private static func join(
    _ tiles: [TileOfProfiles], users: Int, items: Int
  ) -> CSRMatrix {
    let offsets = SharedBuffer<Int64>(count: users + 1) { offsets in
      offsets[0] = 0
      var user = 0
      for count in tiles.lazy.flatMap(\.counts) {
        offsets[user + 1] = offsets[user] + Int64(count)
        user += 1
      }
    }
    let count = Int(offsets[users])
    func joined<T>(_ part: (TileOfProfiles) -> [T]) -> SharedBuffer<T> {
      SharedBuffer(count: count) { target in
        var place = 0
        for tile in tiles {
          let elements = part(tile)
          _ = UnsafeMutableBufferPointer(rebasing: target[place...]).update(fromContentsOf: elements)
          place += elements.count
        }
      }
    }
    let isOne = tiles.allSatisfy { $0.weights.allSatisfy { $0 == 1 } }
    return CSRMatrix(
      rows: users, columns: items, rowOffsets: offsets, columnIndices: joined(\.items),
      values: isOne ? nil : joined(\.weights))
  }
}

/// The positions of each user's interactions, in log order.
struct UserGroups: Sendable {
  private let offsets: SharedBuffer<Int64>
  /// Positions in the log, user by user.
  let positions: SharedBuffer<Int64>

  /// Groups a log by a stable counting sort.
  init(of log: InteractionLog) {
    var next = [Int64](repeating: 0, count: log.users.count + 1)
    log.userRows.withUnsafeBufferPointer { for user in $0 { next[Int(user) + 1] += 1 } }
    for user in 0..<log.users.count { next[user + 1] += next[user] }
    offsets = SharedBuffer(next)
    positions = SharedBuffer<Int64>(count: log.count) { target in
      log.userRows.withUnsafeBufferPointer { users in
        next.withUnsafeMutableBufferPointer { next in
          for position in users.indices {
            let user = Int(users[position])
            target[Int(next[user])] = Int64(position)
            next[user] += 1
          }
        }
      }
    }
  }

  /// Where the positions of a user lie.
  func range(ofUser user: Int) -> Range<Int> { Int(offsets[user])..<Int(offsets[user + 1]) }
}

/// Reads the columns of a log as events.
struct EventReader: Sendable {
  private let log: InteractionLog
  private let completion: SharedBuffer<Float>?
  private let dwell: SharedBuffer<Float>?
  private let intent: SharedBuffer<Float>?

  init(_ log: InteractionLog) {
    self.log = log
    completion = log.signals["completion"]
    dwell = log.signals["dwell"]
    intent = log.signals["intent"]
  }

  /// The events at a range of grouped positions.
  func events(at range: Range<Int>, of groups: UserGroups) -> [Weighting.Event] {
    var events: [Weighting.Event] = []
    events.reserveCapacity(range.count)
    for index in range {
      let position = Int(groups.positions[index])
      var event = Weighting.Event(item: ItemRow(rawValue: log.itemRows[position]))
      if let values = log.values { event.value = values[position] }
      if let times = log.times { event.time = times[position] }
      if let kinds = log.kinds { event.kind = kinds[position] }
      if let sessions = log.sessions { event.session = sessions[position] }
      if let completion { event.completion = completion[position] }
      if let dwell { event.dwell = dwell[position] }
      if let intent { event.intent = intent[position] }
      events.append(event)
    }
    return events
  }
}
