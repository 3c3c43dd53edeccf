public import NeedletailData
import NeedletailMath

/// Small logs with structure: groups of users who like groups of items, popular items, repeated events.
public enum GeneratedLog {
  /// A log of `events` events.
  ///
  /// - Parameters:
  ///   - ratings: whether events carry values from 1 to 5; without, all are one.
  public static func log(
    users: Int, items: Int, events: Int, ratings: Bool = true, seed: UInt64 = 1
  ) -> InteractionLog {
    var random = RandomStream(seed: seed, stream: 0xC0FFEE)
    var userRows: [Int32] = []
    var itemRows: [Int32] = []
    var values: [Float] = []
    for _ in 0..<events {
      let user = random.index(below: users)
      let group = user % 4
      let popular = random.uniform() * random.uniform()
      var item = Int(popular * Double(items))
      let isLiked = random.uniform() < 0.7
      if isLiked { item = item / 4 * 4 + group }
      userRows.append(Int32(user))
      itemRows.append(Int32(min(item, items - 1)))
      values.append(isLiked ? Float(3 + random.index(below: 3)) : Float(1 + random.index(below: 3)))
    }
    return InteractionLog(
      users: Vocabulary((0..<users).map { "u\($0)" }), items: Vocabulary((0..<items).map { "\($0 * 7)" }),
      userRows: SharedBuffer(userRows), itemRows: SharedBuffer(itemRows),
      values: ratings ? SharedBuffer(values) : nil,
      times: SharedBuffer((0..<events).map { Int64($0) * 3_600_000 }))
  }
}
