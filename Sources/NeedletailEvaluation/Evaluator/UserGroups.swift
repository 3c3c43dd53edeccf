import NeedletailData
import NeedletailMath

/// A division of the judged users into named groups.
struct UserGroups: Sendable {
  let attribute: String
  /// The groups in order, each with indices of judged users, ascending.
  let groups: [(name: String, users: [Int])]

  /// Groups of about equal size by the length of the history; equal lengths stay together.
  static func byActivity(lengths: [Int], of users: [Int], buckets: Int) -> UserGroups? {
    byQuantiles("activity", values: lengths, of: users, buckets: buckets) { low, high in
      low == high ? "\(low)" : "\(low)–\(high)"
    }
  }

  /// Groups of about equal size by a value, ascending; equal values stay together.
  ///
  /// - Parameters:
  ///   - values: one a user, of all users.
  ///   - users: who is grouped.
  ///   - name: the name of a group whose values go from one number to another.
  static func byQuantiles<Value: Comparable>(
    _ attribute: String, values: [Value], of users: [Int], buckets: Int, name: (Value, Value) -> String
  ) -> UserGroups? {
    guard buckets > 0, !users.isEmpty else { return nil }
    let sorted = users.map { values[$0] }.sorted()
    // The upper end of each bucket, without repetition.
    var ends: [Value] = []
    for bucket in 1...buckets {
      let end = sorted[min(max(sorted.count * bucket / buckets, 1), sorted.count) - 1]
      if ends.last != end { ends.append(end) }
    }
    var members = [[Int]](repeating: [], count: ends.count)
    for user in users { members[ends.firstIndex { values[user] <= $0 }!].append(user) }
    let names = ends.indices.map { index in
      name(members[index].map { values[$0] }.min() ?? ends[index], ends[index])
    }
    return UserGroups(attribute: attribute, groups: Array(zip(names, members)))
  }

  /// Each group with all groups before it, named by its share of the users.
  func cumulative() -> UserGroups {
    let total = groups.reduce(0) { $0 + $1.users.count }
    var together: [Int] = []
    return UserGroups(
      attribute: attribute + ", cumulative",
      groups: groups.map { group in
        together = (together + group.users).sorted()
        let share = (100 * Double(together.count) / Double(max(total, 1))).rounded()
        return (name: "lowest \(Int(share))%", users: together)
      })
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
