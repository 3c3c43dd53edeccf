public import NeedletailMath

/// The interactions of each user in time order, as positions in the log.
///
/// Equal times, and logs without times, keep the order of the log.
public struct Histories: Sendable {
  /// Where each user's positions start; `users + 1` numbers.
  public let offsets: SharedBuffer<Int64>
  /// Positions in the log, user by user.
  public let positions: SharedBuffer<Int64>

  /// Orders the interactions of a log.
  ///
  /// - Complexity: O(n log m) for histories of m interactions.
  public init(of log: InteractionLog) {
    var next = [Int64](repeating: 0, count: log.users.count + 1)
    log.userRows.withUnsafeBufferPointer { for user in $0 { next[Int(user) + 1] += 1 } }
    for user in 0..<log.users.count { next[user + 1] += next[user] }
    let offsets = SharedBuffer(next)
    positions = SharedBuffer<Int64>(count: log.count) { target in
      log.userRows.withUnsafeBufferPointer { rows in
        for (position, user) in rows.enumerated() {
          target[Int(next[Int(user)])] = Int64(position)
          next[Int(user)] += 1
        }
      }
      guard let times = log.times else { return }
      times.withUnsafeBufferPointer { times in
        for user in 0..<log.users.count {
          var history = UnsafeMutableBufferPointer(
            rebasing: target[Int(offsets[user])..<Int(offsets[user + 1])])
          history.sort {
            times[Int($0)] == times[Int($1)] ? $0 < $1 : times[Int($0)] < times[Int($1)]
          }
        }
      }
    }
    self.offsets = offsets
  }

  /// The positions of one user's interactions, oldest first.
  public func positions(of user: UserRow) -> [Int] {
    (Int(offsets[user.index])..<Int(offsets[user.index + 1])).map { Int(positions[$0]) }
  }

  /// The number of interactions of a user.
  public func count(of user: UserRow) -> Int {
    Int(offsets[user.index + 1] - offsets[user.index])
  }
}
