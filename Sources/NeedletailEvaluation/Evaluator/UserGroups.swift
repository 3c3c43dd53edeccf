import NeedletailData
import NeedletailMath

/// A division of the judged users into named groups.
struct UserGroups: Sendable {
  let attribute: String
  /// The groups in order, each with indices of judged users, ascending.
  let groups: [(name: String, users: [Int])]

  /// Groups of about equal size by the length of the history; equal lengths stay together.
  static func byActivity(lengths: [Int], of users: [Int], buckets: Int) -> UserGroups? {
    guard buckets > 0, !users.isEmpty else { return nil }
    let sorted = users.map { lengths[$0] }.sorted()
    // The upper end of each bucket, without repetition.
    var ends: [Int] = []
    for bucket in 1...buckets {
      let end = sorted[min(max(sorted.count * bucket / buckets, 1), sorted.count) - 1]
      if ends.last != end { ends.append(end) }
    }
    var members = [[Int]](repeating: [], count: ends.count)
    for user in users { members[ends.firstIndex { lengths[user] <= $0 }!].append(user) }
    let names = ends.indices.map { index in
      let own = members[index].map { lengths[$0] }
      let low = own.min() ?? ends[index]
      return low == ends[index] ? "\(low)" : "\(low)–\(ends[index])"
    }
    return UserGroups(attribute: "activity", groups: Array(zip(names, members)))
  }

  /// Groups by a categorical attribute: its values in declared order, then those who have none.
  static func byAttribute(_ name: String, of table: FeatureTable, users: [Int], rows: [UserRow])
    -> UserGroups?
  {
    guard case .categorical(let names, let values)? = table[name] else { return nil }
    var members = [[Int]](repeating: [], count: names.count + 1)
    for user in users {
      let value = Int(values[rows[user].index])
      members[value < 0 ? names.count : value].append(user)
    }
    let groups = zip(names + ["unknown"], members).filter { !$0.1.isEmpty }
    return UserGroups(attribute: name, groups: groups.map { (name: $0.0, users: $0.1) })
  }
}
