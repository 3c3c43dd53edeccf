import NeedletailMath

/// The interactions that are still there between two filter steps.
struct Survivors {
  private let log: InteractionLog
  /// Whether each interaction is still there.
  private(set) var kept: [Bool]
  /// How many interactions are left.
  private(set) var count: Int
  /// How many interactions of each user are left.
  private(set) var users: [Int]
  /// How many interactions of each item are left.
  private(set) var items: [Int]

  var userCount: Int { users.count { $0 > 0 } }
  var itemCount: Int { items.count { $0 > 0 } }

  /// All interactions of a log.
  init(_ log: InteractionLog) {
    self.log = log
    kept = [Bool](repeating: true, count: log.count)
    count = log.count
    users = Self.tally(log.userRows, rows: log.users.count)
    items = Self.tally(log.itemRows, rows: log.items.count)
  }

  private static func tally(_ numbers: SharedBuffer<Int32>, rows: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: rows)
    numbers.withUnsafeBufferPointer { for number in $0 { counts[Int(number)] += 1 } }
    return counts
  }

  /// Drops the interactions that do not meet a step.
  mutating func keep(_ step: InteractionFilter.Step, source: String) throws {
    let relation = step.relation
    let bound = step.bound
    switch step.subject {
    case .rating:
      guard let values = log.values else {
        throw DataError(file: source, "the filter step '\(step)' needs ratings, and the data have none")
      }
      values.withUnsafeBufferPointer { values in
        drop { position, _, _ in !relation.holds(Double(values[position]), bound) }
      }
    case .users:
      let counts = users
      drop { _, user, _ in !relation.holds(Double(counts[user]), bound) }
    case .items:
      let counts = items
      drop { _, _, item in !relation.holds(Double(counts[item]), bound) }
    case .core:
      var before: Int
      repeat {
        before = count
        let (userCounts, itemCounts) = (users, items)
        drop { _, user, item in Double(userCounts[user]) < bound || Double(itemCounts[item]) < bound }
      } while count < before
    }
  }

  private mutating func drop(where isBad: (_ position: Int, _ user: Int, _ item: Int) -> Bool) {
    log.userRows.withUnsafeBufferPointer { userRows in
      log.itemRows.withUnsafeBufferPointer { itemRows in
        for position in userRows.indices where kept[position] {
          let user = Int(userRows[position])
          let item = Int(itemRows[position])
          guard isBad(position, user, item) else { continue }
          kept[position] = false
          count -= 1
          users[user] -= 1
          items[item] -= 1
        }
      }
    }
  }
}

extension DataSet {
  /// The data with the interactions that survived, and vocabularies without the users and items that did not.
  func keeping(_ survivors: Survivors) -> DataSet {
    let users = RowSelection(survivors.users.map { $0 > 0 })
    let items = RowSelection(survivors.items.map { $0 > 0 })
    let positions = survivors.kept.indices.filter { survivors.kept[$0] }
    var result = self
    result.log = log.selecting(positions)
    result.log.users = log.users.selecting(users.kept)
    result.log.items = log.items.selecting(items.kept)
    result.log.userRows = result.log.userRows.mapped { Int32(users.new[Int($0)]) }
    result.log.itemRows = result.log.itemRows.mapped { Int32(items.new[Int($0)]) }
    result.userFeatures = userFeatures?.selecting(users.kept)
    result.itemFeatures = itemFeatures?.selecting(items.kept)
    if let given {
      let parts = given.parts.withUnsafeBufferPointer { parts in positions.map { parts[$0] } }
      result.given?.parts = SharedBuffer(parts)
      result.given?.negatives = given.negatives.map { lists in
        var kept: [UserRow: [ItemRow]] = [:]
        for (user, list) in lists where users.new[user.index] >= 0 {
          kept[UserRow(users.new[user.index])] = list.compactMap { item in
            items.new[item.index] < 0 ? nil : ItemRow(items.new[item.index])
          }
        }
        return kept
      }
    }
    return result
  }
}

/// Which rows of a vocabulary stay, and their new numbers.
struct RowSelection {
  /// The rows that stay, ascending.
  let kept: [Int]
  /// The new number of each old row; -1 for one that goes.
  let new: [Int]

  init(_ stays: [Bool]) {
    kept = stays.indices.filter { stays[$0] }
    var new = [Int](repeating: -1, count: stays.count)
    for (number, row) in kept.enumerated() { new[row] = number }
    self.new = new
  }
}

extension Vocabulary {
  /// The vocabulary of some rows, ascending, which keeps their order.
  func selecting(_ rows: [Int]) -> Vocabulary {
    switch storage {
    case .integers(let ids):
      return Vocabulary(trusting: .integers(SharedBuffer(rows.map { ids[$0] })))
    case .strings(let offsets, let bytes):
      var newOffsets: [Int64] = [0]
      var newBytes: [UInt8] = []
      bytes.withUnsafeBufferPointer { bytes in
        for row in rows {
          newBytes.append(contentsOf: bytes[Int(offsets[row])..<Int(offsets[row + 1])])
          newOffsets.append(Int64(newBytes.count))
        }
      }
      return Vocabulary(
        trusting: .strings(offsets: SharedBuffer(newOffsets), bytes: SharedBuffer(newBytes)))
    }
  }
}

extension FeatureTable {
  /// The table of some rows.
  func selecting(_ rows: [Int]) -> FeatureTable {
    FeatureTable(
      count: rows.count,
      columns: columns.map { name, column in
        switch column {
        case .categorical(let names, let indices):
          (name, .categorical(names: names, rows: SharedBuffer(rows.map { indices[$0] })))
        case .multiValued(let names, let members):
          (
            name,
            .multiValued(
              names: names,
              members: CSRMatrix(columns: members.columns, rows: rows.map { members.entries(ofRow: $0) }))
          )
        case .numeric(let numbers): (name, .numeric(SharedBuffer(rows.map { numbers[$0] })))
        case .text(let texts): (name, .text(rows.map { texts[$0] }))
        }
      })
  }
}
