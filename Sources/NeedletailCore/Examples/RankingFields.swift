public import NeedletailData
public import NeedletailMath

/// How a question about a user and candidate items becomes examples: the fields of every known user and item, encoded
/// once.
///
/// The user's fields are those of the training user with the query's row, missing for anybody else; the id itself is
/// used only when the history is the one that was learnt from. The item's fields are those of the candidate. All other
/// fields, the moment's, are taken from the query's features, missing where it does not give them.
public struct RankingFields: Sendable {
  /// The fields.
  public let space: FieldSpace
  /// The fields of users, one example a user, in the part of the space that is the users'.
  let users: ExampleTable
  /// The fields of items, likewise.
  let items: ExampleTable
  /// The fingerprint of each training user's profile.
  let fingerprints: SharedBuffer<Int64>

  /// The number of items.
  public var itemCount: Int { items.count }

  /// The fields of every item, encoded in the items' part of the space.
  public var itemFields: ExampleTable { items }

  /// The fields of every user, encoded in the users' part of the space.
  public var userFields: ExampleTable { users }

  /// From users' and items' fields.
  ///
  /// - Precondition: the tables are encoded in the users' and the items' part of the space; there are as many
  ///   fingerprints as users.
  public init(
    space: FieldSpace, users: ExampleTable, items: ExampleTable, fingerprints: SharedBuffer<Int64>
  ) {
    precondition(users.space == space.part(of: .user), "fields of users in another space")
    precondition(items.space == space.part(of: .item), "fields of items in another space")
    precondition(
      fingerprints.count == users.count, "\(fingerprints.count) fingerprints, \(users.count) users")
    self.space = space
    self.users = users
    self.items = items
    self.fingerprints = fingerprints
  }

  /// The examples of a query with each of some candidates, in their order.
  ///
  /// - Throws: `DataError` when a feature of the query is no field of the moment, or is of another kind.
  /// - Complexity: O(candidates × fields).
  public func examples(_ query: Query, candidates: some RandomAccessCollection<ItemRow>) throws
    -> ExampleTable
  {
    let known = query.user.flatMap { $0.index < users.count ? $0.index : nil }
    let isSame = known.map { fingerprints[$0] == Int64(bitPattern: query.profile.fingerprint) } ?? false
    let moment = try ContextFields(query.features, space)
    var table = ExampleTable.Builder(space, count: candidates.count)
    let rows = Array(candidates.map(\.index))
    for (index, field) in space.fields.enumerated() {
      switch field.owner {
      case .item: table.copy(field: index, named: field.name, from: items) { rows[$0] }
      case .user:
        if let known, !field.isID || isSame {
          table.copy(field: index, named: field.name, from: users) { _ in known }
        }
      case nil: moment.write(field: index, into: &table)
      }
    }
    return table.finish()
  }
}

/// What a query says of the moment, encoded.
private struct ContextFields {
  private let space: FieldSpace
  private let features: [String: FieldValue]

  init(_ features: [String: FieldValue], _ space: FieldSpace) throws {
    self.space = space
    self.features = features
    for (name, value) in features.sorted(by: { $0.key < $1.key }) {
      guard let field = space.fields.first(where: { $0.name == name }), field.owner == nil else {
        let known = space.fields.filter { $0.owner == nil }.map { "'\($0.name)'" }.joined(separator: ", ")
        throw DataError(
          "feature '\(name)': expected a field of the moment (\(known.isEmpty ? "the model has none" : known))"
        )
      }
      switch (field.values, value) {
      case (.categorical, .name), (.multiValued, .names), (.multiValued, .name), (.numeric, .number),
        (.bucketed, .number), (.hashed, .name):
        break
      case (.hashed(let hashed), .names) where hashed.isMultiValued: break
      default: throw DataError("feature '\(name)': expected another kind of value, found \(value)")
      }
    }
  }

  func write(field index: Int, into table: inout ExampleTable.Builder) {
    let field = space.fields[index]
    guard let value = features[field.name] else { return }
    switch value {
    case .name(let name):
      let row = field.row(of: name)
      if field.isMultiValued {
        write([name], of: index, into: &table)
      } else {
        table.write(single: index) { _ in row }
      }
    case .names(let names): write(names, of: index, into: &table)
    case .number(let number):
      if case .numeric(let scale) = field.values {
        let transformed = scale.transformed(number)
        table.write(number: index) { _ in transformed }
      } else {
        let row = field.row(of: number)
        table.write(single: index) { _ in row }
      }
    }
  }

  private func write(_ names: [String], of index: Int, into table: inout ExampleTable.Builder) {
    let field = space.fields[index]
    let rows = Set(names).map { (row: field.row(of: $0), value: Float(1)) }.filter {
      $0.row != field.missingRow
    }
    let entries = FieldSpace.Field.merged(rows)
    table.write(bag: index) { _, add in for entry in entries { add(entry.row, entry.value) } }
  }
}
