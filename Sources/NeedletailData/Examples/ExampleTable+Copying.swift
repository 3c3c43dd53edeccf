import NeedletailMath

extension ExampleTable.Builder {
  /// Copies a field from another table whose space has a field of that name in the same place.
  ///
  /// - Parameter position: the example of the other table that each example takes it from.
  package mutating func copy(
    field: Int, named name: String, from table: ExampleTable, _ position: (Int) -> Int
  ) {
    guard let source = table.space.index(of: name) else { return }
    if let bag = table.space.multiValued.firstIndex(of: source) {
      let bag = table.bags[bag]
      let missing = table.space.fields[source].missingRow
      write(bag: field) { example, add in
        let from = position(example)
        for entry in Int(bag.offsets[from])..<Int(bag.offsets[from + 1]) where bag.rows[entry] != missing {
          add(bag.rows[entry], bag.values?[entry] ?? 1)
        }
      }
      return
    }
    guard let column = table.space.single.firstIndex(of: source) else { return }
    let width = table.space.single.count
    table.rows.withUnsafeBufferPointer { rows in
      write(single: field) { rows[position($0) * width + column] }
    }
    guard let place = table.space.numeric.firstIndex(of: source) else { return }
    let (numbers, missing) = (table.space.numeric.count, table.space.fields[source].missingRow)
    write(number: field) { example in
      let from = position(example)
      return table.rows[from * width + column] == missing ? .nan : table.numbers[from * numbers + place]
    }
  }
}

extension ExampleTable {
  /// The same examples with a field of one value taken for missing in some of them.
  package func missing(_ field: Int, where isMissing: (Int) -> Bool) -> ExampleTable {
    guard let column = space.single.firstIndex(of: field) else { return self }
    let (width, row) = (space.single.count, space.fields[field].missingRow)
    var changed = rows
    changed.withUnsafeMutableBufferPointer { rows in
      for example in 0..<count where isMissing(example) { rows[example * width + column] = row }
    }
    return ExampleTable(
      space: space, count: count, labels: labels, rows: changed, numbers: numbers, bags: bags, groups: groups,
      times: times, weights: weights)
  }
}
