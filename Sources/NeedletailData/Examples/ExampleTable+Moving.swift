import NeedletailMath

extension FieldSpace {
  /// For each row of a space that this one grew from the row that stands for the same here; the row of what is missing
  /// for a name that was given up.
  ///
  /// - Returns: nil when the other has other fields.
  package func moves(from other: FieldSpace) -> [Int32]? {
    guard let rows = rows(in: other) else { return nil }
    var moves = [Int32](repeating: 0, count: other.rowCount)
    for (field, old) in zip(fields, other.fields) {
      for row in old.offset..<old.offset + old.count { moves[row] = field.missingRow }
    }
    for (row, old) in rows.enumerated() where old >= 0 { moves[Int(old)] = Int32(row) }
    return moves
  }
}

extension ExampleTable {
  /// The same examples in a space that theirs grew to, or in a part of it.
  ///
  /// - Parameters:
  ///   - space: the same fields as here, in that order.
  ///   - moves: the new row of each old one, as `FieldSpace.moves(from:)` says.
  /// - Complexity: O(examples × fields).
  package func moved(to space: FieldSpace, by moves: [Int32]) -> ExampleTable {
    func moved(_ rows: SharedBuffer<Int32>) -> SharedBuffer<Int32> {
      var rows = rows
      rows.withUnsafeMutableBufferPointer { rows in
        for place in rows.indices { rows[place] = moves[Int(rows[place])] }
      }
      return rows
    }
    return ExampleTable(
      space: space, count: count, labels: labels, rows: moved(rows), numbers: numbers,
      bags: bags.map { Bag(offsets: $0.offsets, rows: moved($0.rows), values: $0.values) }, groups: groups,
      times: times, weights: weights)
  }
}

extension ExampleTable.Builder {
  /// Where an example takes the value of a field from.
  package enum Origin {
    /// An example of the first table.
    case first(Int)
    /// An example of the second table.
    case second(Int)
    /// Nowhere: it is missing.
    case none
  }

  /// Copies a field from either of two tables whose spaces have a field of that name in the same place.
  package mutating func copy(
    field: Int, named name: String, from first: ExampleTable, or second: ExampleTable,
    _ origin: (Int) -> Origin
  ) {
    guard let left = ExampleColumn(first, name), let right = ExampleColumn(second, name) else { return }
    func column(_ example: Int) -> (ExampleColumn, Int)? {
      switch origin(example) {
      case .first(let place): (left, place)
      case .second(let place): (right, place)
      case .none: nil
      }
    }
    switch left.place {
    case .bag:
      write(bag: field) { example, add in
        guard let (column, place) = column(example) else { return }
        column.entries(of: place, add)
      }
    case .single: write(single: field) { column($0).map { $0.row(of: $1) } ?? left.missing }
    case .number: write(number: field) { column($0).map { $0.number(of: $1) } ?? .nan }
    }
  }
}

/// One field of a table.
private struct ExampleColumn {
  enum Place {
    case bag(ExampleTable.Bag)
    case single
    case number(Int)
  }

  let place: Place
  let missing: Int32
  private let table: ExampleTable
  private let column: Int

  init?(_ table: ExampleTable, _ name: String) {
    guard let field = table.space.index(of: name) else { return nil }
    self.table = table
    missing = table.space.fields[field].missingRow
    column = table.space.single.firstIndex(of: field) ?? 0
    place =
      if let bag = table.space.multiValued.firstIndex(of: field) {
        .bag(table.bags[bag])
      } else if let number = table.space.numeric.firstIndex(of: field) { .number(number) } else { .single }
  }

  func row(of example: Int) -> Int32 { table.rows[example * table.space.single.count + column] }

  func number(of example: Int) -> Float {
    guard case .number(let number) = place, row(of: example) != missing else { return .nan }
    return table.numbers[example * table.space.numeric.count + number]
  }

  func entries(of example: Int, _ add: (Int32, Float) -> Void) {
    guard case .bag(let bag) = place else { return }
    for entry in Int(bag.offsets[example])..<Int(bag.offsets[example + 1]) where bag.rows[entry] != missing {
      add(bag.rows[entry], bag.values?[entry] ?? 1)
    }
  }
}
