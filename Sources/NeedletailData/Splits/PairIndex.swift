import NeedletailMath

/// The distinct (user, item) pairs of a log, by user, then item, and the interactions of each in log order.
struct PairIndex {
  /// Positions in the log, sorted by user, item, position.
  let positions: SharedBuffer<Int64>
  /// Where the positions of each pair start; one more than there are pairs.
  let starts: [Int]
  /// Where the pairs of each user start; one more than there are users.
  let userStarts: [Int]
  /// The item of each pair.
  let items: [Int32]

  /// The number of pairs.
  var count: Int { items.count }

  /// Groups a log by two stable counting sorts.
  ///
  /// - Complexity: O(interactions + users + items).
  init(of log: InteractionLog) {
    let byItem = Self.sort(
      SharedBuffer<Int64>(count: log.count) { for index in $0.indices { $0[index] = Int64(index) } },
      by: log.itemRows, bound: log.items.count)
    let sorted = Self.sort(byItem, by: log.userRows, bound: log.users.count)
    positions = sorted
    var starts: [Int] = []
    var items: [Int32] = []
    var userStarts = [Int](repeating: 0, count: log.users.count + 1)
    sorted.withUnsafeBufferPointer { order in
      log.userRows.withUnsafeBufferPointer { users in
        log.itemRows.withUnsafeBufferPointer { rows in
          var last: (user: Int32, item: Int32) = (-1, -1)
          for index in order.indices {
            let here = (user: users[Int(order[index])], item: rows[Int(order[index])])
            if here == last { continue }
            last = here
            starts.append(index)
            items.append(here.item)
            userStarts[Int(here.user) + 1] += 1
          }
        }
      }
    }
    starts.append(log.count)
    for user in 0..<log.users.count { userStarts[user + 1] += userStarts[user] }
    self.starts = starts
    self.items = items
    self.userStarts = userStarts
  }

  /// The positions ordered by a key, positions of equal keys as they were.
  private static func sort(
    _ positions: SharedBuffer<Int64>, by keys: SharedBuffer<Int32>, bound: Int
  ) -> SharedBuffer<Int64> {
    SharedBuffer<Int64>(count: positions.count) { target in
      var next = [Int](repeating: 0, count: bound + 1)
      keys.withUnsafeBufferPointer { keys in
        for key in keys { next[Int(key) + 1] += 1 }
        for key in 0..<bound { next[key + 1] += next[key] }
        positions.withUnsafeBufferPointer { source in
          next.withUnsafeMutableBufferPointer { next in
            for position in source {
              let key = Int(keys[Int(position)])
              target[next[key]] = position
              next[key] += 1
            }
          }
        }
      }
    }
  }

  /// The pairs of a user.
  func pairs(ofUser user: Int) -> Range<Int> { userStarts[user]..<userStarts[user + 1] }

  /// Writes one part for all interactions of a pair.
  func assign(_ part: Part, toPair pair: Int, in parts: inout [Part]) {
    for index in starts[pair]..<starts[pair + 1] { parts[Int(positions[index])] = part }
  }

  /// A random key for each pair that depends only on the seed and the rows of its user and item.
  func randomKeys(seed: UInt64) -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(count)
    for user in 0..<userStarts.count - 1 {
      for pair in pairs(ofUser: user) {
        var stream = RandomStream(seed: seed, stream: UInt64(user) << 32 | UInt64(items[pair]))
        keys.append(stream.next())
      }
    }
    return keys
  }

  /// A number that orders the pairs of one user in time: how many of the user's pairs began before it.
  ///
  /// Pairs are dated by their earliest interaction; equal times, and logs without times, keep log order.
  func chronological(ofUser user: Int, times: SharedBuffer<Int64>?) -> [Int] {
    let firsts = pairs(ofUser: user).map { pair in
      let range = starts[pair]..<starts[pair + 1]
      return range.map { (time: times?[Int(positions[$0])] ?? 0, position: positions[$0], pair: pair) }
        .min { ($0.time, $0.position) < ($1.time, $1.position) }!
    }
    return firsts.sorted { ($0.time, $0.position) < ($1.time, $1.position) }.map(\.pair)
  }
}

/// What becomes of an interaction in a split.
enum Part: UInt8 {
  case training, test, validation, foldIn, validationFoldIn, dropped
}
