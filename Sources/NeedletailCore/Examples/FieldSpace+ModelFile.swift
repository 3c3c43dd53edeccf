public import NeedletailData
import NeedletailMath

extension ModelWriter {
  /// Adds a field space: its declaration as `name.names`, `name.declaration`, `name.classes`, and what was learnt of
  /// field `i` as `name.i.*`.
  public mutating func add(_ name: String, _ space: FieldSpace) {
    add("\(name).names", texts: space.fields.map(\.name))
    add("\(name).classes", .integers(SharedBuffer([Int32(space.classCount)])))
    add("\(name).declaration", .integers(SharedBuffer(space.fields.flatMap(Declaration.numbers))))
    for (index, field) in space.fields.enumerated() {
      switch field.values {
      case .categorical(let names), .multiValued(let names):
        add("\(name).\(index)", names)
        if let numbering = field.numbering {
          add(
            "\(name).\(index).numbers",
            .integers(SharedBuffer(numbering.numbers.array + [Int32(numbering.count)])))
        }
      case .bucketed(let bounds):
        add("\(name).\(index).bounds", .floats(SharedBuffer(bounds), shape: [bounds.count]))
      case .numeric(.standard(let mean, let deviation)):
        add("\(name).\(index).standard", .floats(SharedBuffer([mean, deviation]), shape: [2]))
      case .numeric, .hashed: break
      }
    }
  }

  /// Adds how queries become examples: the space and the fields of users and items.
  public mutating func add(_ name: String, _ ranking: RankingFields) {
    add("\(name).space", ranking.space)
    add("\(name).users", ranking.users)
    add("\(name).items", ranking.items)
    add("\(name).fingerprints", .longs(ranking.fingerprints))
  }

  private mutating func add(_ name: String, _ table: ExampleTable) {
    add("\(name).rows", .integers(table.rows))
    add("\(name).numbers", .floats(table.numbers, shape: [table.numbers.count]))
    for (index, bag) in table.bags.enumerated() {
      add("\(name).\(index).offsets", .longs(bag.offsets))
      add("\(name).\(index).rows", .integers(bag.rows))
      if let values = bag.values { add("\(name).\(index).values", .floats(values, shape: [values.count])) }
    }
  }
}

extension ModelReader {
  /// A field space, written by `ModelWriter.add(_:_:)`.
  ///
  /// - Throws: `ModelFileError` when a part is absent, of another shape, or impossible.
  public func fieldSpace(_ name: String) throws -> FieldSpace {
    let numbers = try integers("\(name).declaration", count: nil)
    let classes = try integers("\(name).classes", count: 1)[0]
    guard numbers.count % Declaration.width == 0, classes >= 2 else {
      throw fault(
        "\(name).declaration", "expected \(Declaration.width) numbers a field, found \(numbers.count)")
    }
    let count = numbers.count / Declaration.width
    let names = try strings("\(name).names", count: count)
    let fields = try (0..<count).map { index in
      let declaration = Declaration((0..<Declaration.width).map { numbers[index * Declaration.width + $0] })
      guard let declaration else { throw fault("\(name).declaration", "field \(index) is of no known kind") }
      return FieldSpace.Field(
        name: names[index], isID: declaration.isID, owner: declaration.owner,
        values: try values(declaration, "\(name).\(index)"),
        numbering: try numbering(declaration, "\(name).\(index).numbers"))
    }
    do { return try FieldSpace(fields: fields, classCount: Int(classes)) } catch {
      throw fault("\(name).names", "\(error)")
    }
  }

  /// The numbers of names that a field has which grew: one a name, then how many were given.
  private func numbering(_ declaration: Declaration, _ name: String) throws -> FieldNumbering? {
    guard contains(name) else { return nil }
    let numbers = try integers(name, count: declaration.count + 1).array
    guard let count = numbers.last, count >= declaration.count else {
      throw fault(name, "expected at least \(declaration.count) numbers given, found \(numbers.last ?? 0)")
    }
    do {
      return try FieldNumbering(SharedBuffer(numbers.dropLast()), count: Int(count))
    } catch { throw fault(name, "\(error)") }
  }

  private func values(_ declaration: Declaration, _ name: String) throws -> FieldSpace.Values {
    switch declaration.kind {
    case .categorical: return .categorical(try vocabulary(name, count: declaration.count))
    case .multiValued: return .multiValued(try vocabulary(name, count: declaration.count))
    case .hashed, .hashedBag:
      guard HashedNames.legalBits.contains(declaration.count) else {
        throw fault(
          "\(name) of the declaration", "expected a hash of 1 to 30 bits, found \(declaration.count)")
      }
      return .hashed(HashedNames(bits: declaration.count, isMultiValued: declaration.kind == .hashedBag))
    case .number: return .numeric(.none)
    case .logarithm: return .numeric(.log)
    case .standard:
      let learnt = try floats("\(name).standard", shape: [2])
      guard learnt[0].isFinite, learnt[1].isFinite, learnt[1] >= 0 else {
        throw fault("\(name).standard", "expected a mean and a deviation, found \(learnt[0]), \(learnt[1])")
      }
      return .numeric(.standard(mean: learnt[0], deviation: learnt[1]))
    case .bucketed:
      let bounds = try floats("\(name).bounds", shape: [declaration.count]).array
      guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }), bounds.allSatisfy(\.isFinite) else {
        throw fault("\(name).bounds", "expected ascending numbers")
      }
      return .bucketed(bounds: bounds)
    }
  }

  /// How queries become examples, written by `ModelWriter.add(_:_:)`.
  ///
  /// - Throws: `ModelFileError` when a part is absent or does not suit the space: a file of other fields.
  public func rankingFields(_ name: String) throws -> RankingFields {
    let space = try fieldSpace("\(name).space")
    return RankingFields(
      space: space,
      users: try exampleTable("\(name).users", space.part(of: .user), count: userCount),
      items: try exampleTable("\(name).items", space.part(of: .item), count: itemCount),
      fingerprints: try longs("\(name).fingerprints", count: userCount))
  }

  private func exampleTable(_ name: String, _ space: FieldSpace, count: Int) throws -> ExampleTable {
    let rows = try integers("\(name).rows", count: count * space.single.count)
    let numbers = try floats("\(name).numbers", shape: [count * space.numeric.count])
    for place in 0..<rows.count {
      let field = space.fields[space.single[place % space.single.count]]
      guard (field.offset..<field.offset + field.count).contains(Int(rows[place])) else {
        throw fault(
          "\(name).rows",
          "expected a row of field '\(field.name)', \(field.offset) to \(field.offset + field.count - 1), found "
            + "\(rows[place])")
      }
    }
    guard numbers.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw fault("\(name).numbers", "expected finite numbers only")
    }
    let bags = try space.multiValued.enumerated().map { index, field in
      try bag("\(name).\(index)", space.fields[field], count: count)
    }
    return ExampleTable(space: space, count: count, rows: rows, numbers: numbers, bags: bags)
  }

  private func bag(_ name: String, _ field: FieldSpace.Field, count: Int) throws -> ExampleTable.Bag {
    let offsets = try longs("\(name).offsets", count: count + 1).array
    let rows = try integers("\(name).rows", count: nil)
    guard offsets[0] == 0, offsets[count] == Int64(rows.count),
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw fault("\(name).offsets", "expected ascending numbers from 0 to \(rows.count)") }
    guard rows.array.allSatisfy({ (field.offset..<field.offset + field.count).contains(Int($0)) }) else {
      throw fault("\(name).rows", "expected rows of field '\(field.name)' only")
    }
    let values = try contains("\(name).values") ? floats("\(name).values", shape: [rows.count]) : nil
    guard values?.array.allSatisfy(\.isFinite) ?? true else {
      throw fault("\(name).values", "expected finite numbers only")
    }
    return ExampleTable.Bag(offsets: SharedBuffer(offsets), rows: rows, values: values)
  }
}

/// A field in whole numbers.
private struct Declaration {
  enum Kind: Int32 {
    case categorical = 0
    case multiValued, number, logarithm, standard, bucketed, hashed, hashedBag
  }

  static let width = 4
  let kind: Kind
  let isID: Bool
  let owner: FeatureSchema.Owner?
  /// Names, bounds, or bits.
  let count: Int

  init?(_ numbers: [Int32]) {
    guard let kind = Kind(rawValue: numbers[0]), (0...1).contains(numbers[1]), (0...2).contains(numbers[2]),
      numbers[3] >= 0
    else { return nil }
    self.kind = kind
    isID = numbers[1] == 1
    owner = numbers[2] == 1 ? .user : numbers[2] == 2 ? .item : nil
    count = Int(numbers[3])
  }

  static func numbers(_ field: FieldSpace.Field) -> [Int32] {
    let (kind, count): (Kind, Int) =
      switch field.values {
      case .categorical(let names): (.categorical, names.count)
      case .multiValued(let names): (.multiValued, names.count)
      case .hashed(let names): (names.isMultiValued ? .hashedBag : .hashed, names.bits)
      case .numeric(.none): (.number, 0)
      case .numeric(.log): (.logarithm, 0)
      case .numeric(.standard): (.standard, 2)
      case .bucketed(let bounds): (.bucketed, bounds.count)
      }
    let owner: Int32 = field.owner == .user ? 1 : field.owner == .item ? 2 : 0
    return [kind.rawValue, field.isID ? 1 : 0, owner, Int32(count)]
  }
}
