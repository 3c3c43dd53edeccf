package import NeedletailData
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
  ///   - previous: fields of a space that this one grew from: what is not in the examples keeps those.
  package init(
    _ table: ExampleTable, fingerprints: SharedBuffer<Int64>, previous: RankingFields? = nil
  ) {
    self.init(
      space: table.space, users: Self.latest(.user, table, previous),
      items: Self.latest(.item, table, previous), fingerprints: fingerprints)
  }

  /// Where the fields of each user or item come from: its latest example, else what was known before.
  private static func origins(
    _ latest: [Int], _ space: FieldSpace, _ previous: RankingFields?, _ owner: FeatureSchema.Owner
  ) -> (previous: ExampleTable?, origins: [ExampleTable.Builder.Origin]) {
    guard let previous, let moves = space.moves(from: previous.space),
      let names = space.vocabulary(of: owner), let known = previous.space.vocabulary(of: owner)
    else { return (nil, latest.map { $0 < 0 ? .none : .first($0) }) }
    let before = (owner == .user ? previous.users : previous.items).moved(
      to: space.part(of: owner), by: moves)
    let origins = latest.enumerated().map { name, example -> ExampleTable.Builder.Origin in
      if example >= 0 { return .first(example) }
      return known.row(of: names.id(name)).map { .second($0) } ?? .none
    }
    return (before, origins)
  }

  private static func latest(
    _ owner: FeatureSchema.Owner, _ table: ExampleTable, _ previous: RankingFields?
  ) -> ExampleTable {
    let part = table.space.part(of: owner)
    let rows = table.ids(of: owner) ?? []
    let count = table.space.vocabulary(of: owner)?.count ?? 0
    var latest = [Int](repeating: -1, count: count)
    for (example, row) in rows.enumerated() where row >= 0 {
      let before = latest[Int(row)]
      if before >= 0, let times = table.times, times[before] > times[example] { continue }
      latest[Int(row)] = example
    }
    var builder = ExampleTable.Builder(part, count: count)
    guard let id = part.fields.firstIndex(where: \.isID) else { return builder.finish() }
    let origins = origins(latest, table.space, previous, owner)
    for (index, field) in part.fields.enumerated() where !field.isID {
      builder.copy(field: index, named: field.name, from: table, or: origins.previous ?? table) {
        origins.origins[$0]
      }
    }
    builder.write(single: id) {
      Int32(part.fields[id].offset + FieldSpace.firstValue + part.fields[id].number(ofName: $0))
    }
    return builder.finish()
  }
}

extension FieldSpace {
  /// The external ids of an owner; nil without such a field.
  func vocabulary(of owner: FeatureSchema.Owner) -> Vocabulary? {
    if case .categorical(let names)? = id(of: owner)?.values { names } else { nil }
  }
}

extension ExampleTable {
  /// Each example's user or item as a row of the vocabulary that the space has of them, -1 where it is missing; nil
  /// without such a field.
  func ids(of owner: FeatureSchema.Owner) -> [Int32]? {
    guard let field = space.fields.firstIndex(where: { $0.isID && $0.owner == owner }),
      let column = space.single.firstIndex(of: field)
    else { return nil }
    let first = Int32(space.fields[field].offset + FieldSpace.firstValue)
    let width = space.single.count
    let names = space.fields[field].numbering.map { _ in space.fields[field].namesByNumber }
    return rows.withUnsafeBufferPointer { rows in
      (0..<count).map { example in
        let number = rows[example * width + column] - first
        return number < 0 ? -1 : names?[Int(number)] ?? number
      }
    }
  }
}
