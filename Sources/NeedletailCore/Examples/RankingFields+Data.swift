import NeedletailData
public import NeedletailMath

extension RankingFields {
  /// The fields of a log: the user, the item, and their attributes.
  ///
  /// Users and items without a pair in the matrix are unseen: their attributes are known, their id is not.
  /// - Throws: `DataError` when there are more than 2³¹ values.
  /// - Complexity: O(users + items + pairs) fields.
  public init(_ data: TrainingData, pool: WorkerPool = WorkerPool(threads: 1)) throws {
    let users = ExampleSet(.user, data.log.users, attributes: data.userFeatures, taken: [])
    let items = ExampleSet(
      .item, data.log.items, attributes: data.itemFeatures, taken: Set(users.fields.map(\.name)))
    let seenUsers = (0..<data.matrix.rows).filter { data.matrix.count(ofRow: $0) > 0 }
    var isSeen = [Bool](repeating: false, count: data.matrix.columns)
    data.matrix.columnIndices.withUnsafeBufferPointer { for item in $0 { isSeen[Int(item)] = true } }
    let seenItems = isSeen.indices.filter { isSeen[$0] }
    let space = try FieldSpace(
      fields: FieldSpace.learn(users, from: seenUsers) + FieldSpace.learn(items, from: seenItems))
    self.init(
      space: space, users: try space.part(of: .user).encode(users),
      items: try space.part(of: .item).encode(items), fingerprints: data.profileFingerprints(pool))
  }

  /// The fields of labelled examples: users and items are those whose ids the space knows, each with the fields of its
  /// latest example.
  ///
  /// - Parameters:
  ///   - table: the training examples, in the whole space.
  ///   - fingerprints: of the profiles of the users in the order of the space's ids.
  init(_ table: ExampleTable, fingerprints: SharedBuffer<Int64>) {
    self.init(
      space: table.space, users: Self.latest(.user, table), items: Self.latest(.item, table),
      fingerprints: fingerprints)
  }

  private static func latest(_ owner: FeatureSchema.Owner, _ table: ExampleTable) -> ExampleTable {
    let part = table.space.part(of: owner)
    let rows = table.ids(of: owner) ?? []
    let count = table.space.id(of: owner).map { $0.count - FieldSpace.firstValue } ?? 0
    var latest = [Int](repeating: -1, count: count)
    for (example, row) in rows.enumerated() where row >= 0 {
      let before = latest[Int(row)]
      if before >= 0, let times = table.times, times[before] > times[example] { continue }
      latest[Int(row)] = example
    }
    var builder = ExampleTable.Builder(part, count: count)
    guard let id = part.fields.firstIndex(where: \.isID) else { return builder.finish() }
    for (index, field) in part.fields.enumerated() where !field.isID {
      // An id that is too rare for an example of its own cannot occur: the space holds those of training examples.
      builder.copy(field: index, named: field.name, from: table) { max(latest[$0], 0) }
    }
    builder.write(single: id) { Int32(part.fields[id].offset + FieldSpace.firstValue + $0) }
    return builder.finish()
  }
}

extension ExampleTable {
  /// The number of each example's user or item among the names that the space knows, -1 where it is missing; nil
  /// without such a field.
  func ids(of owner: FeatureSchema.Owner) -> [Int32]? {
    guard let field = space.fields.firstIndex(where: { $0.isID && $0.owner == owner }),
      let column = space.single.firstIndex(of: field)
    else { return nil }
    let first = Int32(space.fields[field].offset + FieldSpace.firstValue)
    let width = space.single.count
    return rows.withUnsafeBufferPointer { rows in
      (0..<count).map { max(rows[$0 * width + column] - first, -1) }
    }
  }
}
