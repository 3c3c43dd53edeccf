import NeedletailMath

extension FieldSpace {
  /// The space with the names of further examples behind those that it has.
  ///
  /// Known names keep their numbers within their fields, means and quantiles stay; a name is new when the examples have it
  /// at least as often as its field's `minimum=` asks for. New names take free numbers, then the next ones, in the order
  /// of ids. A space that learns nothing new is returned as it is.
  /// - Parameters:
  ///   - examples: they have every field of the space, of its kind.
  ///   - positions: which of them; nil for all.
  /// - Throws: `DataError` for other fields, and for more than 2³¹ values.
  /// - Complexity: O(examples × fields + names · log names).
  public func growing(with examples: ExampleSet, _ positions: [Int]? = nil) throws -> FieldSpace {
    let grown = try fields.map { try $0.growing(with: examples, positions ?? Array(0..<examples.count)) }
    guard grown.contains(where: { $0 != nil }) else { return self }
    return try FieldSpace(fields: zip(fields, grown).map { $1 ?? $0 }, classCount: classCount)
  }

  /// The space without some names; their numbers are free for later ones.
  ///
  /// - Parameter isKept: asked for the field and the number of every name.
  public func keeping(_ isKept: (_ field: Int, _ number: Int) -> Bool) throws -> FieldSpace {
    let fields = fields.enumerated().map { index, field in field.keeping { isKept(index, $0) } }
    return try FieldSpace(fields: fields, classCount: classCount)
  }

  /// For each row of this space the row of another that stands for the same: -1 for values that the other does not know.
  ///
  /// Names are looked up; intervals and numbers correspond by their place.
  /// - Returns: nil when the other has other fields.
  /// - Complexity: O(rows · log names).
  public func rows(in other: FieldSpace) -> [Int32]? {
    guard fields.count == other.fields.count, classCount == other.classCount else { return nil }
    var rows: [Int32] = []
    rows.reserveCapacity(rowCount)
    for (field, same) in zip(fields, other.fields) {
      guard field.name == same.name, field.isID == same.isID, field.owner == same.owner,
        field.typeName == same.typeName
      else { return nil }
      rows += [Int32(same.offset + Self.padding), same.missingRow]
      switch field.values {
      case .categorical(let names), .multiValued(let names):
        let byNumber = field.namesByNumber
        rows += byNumber.map { name in
          guard name >= 0 else { return -1 }
          let row = same.row(of: names.id(Int(name)))
          return row == same.missingRow ? -1 : row
        }
      case .hashed where field.values != same.values:
        rows += [Int32](repeating: -1, count: field.valueCount)
      case .numeric, .bucketed, .hashed:
        rows += (0..<field.valueCount).map { value in
          value < same.valueCount ? Int32(same.offset + Self.firstValue + value) : -1
        }
      }
    }
    return rows
  }
}

extension FieldSpace.Field {
  /// The field with the new names of examples; nil without any.
  fileprivate func growing(with examples: ExampleSet, _ positions: [Int]) throws -> Self? {
    guard let source = examples[name] else {
      throw DataError(
        "expected a field '\(name)' of examples, found \(DialectGuess.list(examples.fields.map(\.name)))")
    }
    var counts: [Int]
    let known: Vocabulary
    let given: Vocabulary
    switch (values, source.column) {
    case (.categorical(let names), .categorical(let own, let rows)):
      (known, given) = (names, own)
      counts = [Int](repeating: 0, count: own.count)
      rows.withUnsafeBufferPointer { rows in
        for position in positions where rows[position] >= 0 { counts[Int(rows[position])] += 1 }
      }
    case (.multiValued(let names), .multiValued(let own, let members)):
      (known, given) = (names, own)
      counts = [Int](repeating: 0, count: own.count)
      for position in positions {
        for entry in members.range(ofRow: position) { counts[Int(members.columnIndices[entry])] += 1 }
      }
    case (.numeric, .numeric), (.bucketed, .numeric), (.hashed, .categorical), (.hashed, .multiValued):
      return nil
    default: throw DataError("field '\(name)': expected \(typeName) values, found others")
    }
    let minimum = source.declaration.minimumCount
    let new = counts.indices.filter { counts[$0] >= max(minimum, 1) }.map { given.id($0) }
      .filter { known.row(of: $0) == nil }
    return new.isEmpty ? nil : adding(Vocabulary(new), to: known)
  }

  /// The field with names that it does not have.
  private func adding(_ new: Vocabulary, to known: Vocabulary) -> Self {
    let union = known.union(new)
    let byNumber = namesByNumber
    var free = byNumber.indices.filter { byNumber[$0] < 0 }.reversed().map { $0 }
    var next = byNumber.count
    let numbers = (0..<union.names.count).map { name -> Int32 in
      let place = Int(union.sources[name])
      if place >= 0 { return Int32(number(ofName: place)) }
      if let number = free.popLast() { return Int32(number) }
      next += 1
      return Int32(next - 1)
    }
    return replacing(union.names, FieldNumbering(trusting: .init(numbers), count: next))
  }

  fileprivate func keeping(_ isKept: (Int) -> Bool) -> Self {
    let names: Vocabulary
    switch values {
    case .categorical(let own), .multiValued(let own): names = own
    case .numeric, .bucketed, .hashed: return self
    }
    let kept = (0..<names.count).filter { isKept(number(ofName: $0)) }
    guard kept.count < names.count else { return self }
    return replacing(
      Vocabulary(kept.map { names.id($0) }),
      FieldNumbering(trusting: .init(kept.map { Int32(number(ofName: $0)) }), count: valueCount))
  }

  private func replacing(_ names: Vocabulary, _ numbering: FieldNumbering) -> Self {
    .init(
      name: name, isID: isID, owner: owner, values: isMultiValued ? .multiValued(names) : .categorical(names),
      numbering: numbering)
  }
}
