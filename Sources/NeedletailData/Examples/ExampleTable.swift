public import NeedletailMath

/// Examples encoded in a field space, in columns: what click-through models are trained on and asked for.
///
/// Every field has one row of the table of embeddings an example, but for multi-valued ones, which have a bag of them.
public struct ExampleTable: Sendable {
  /// The members of a multi-valued field.
  public struct Bag: Sendable {
    /// Where the entries of each example start; `count + 1` numbers. An example has one entry at least.
    public let offsets: SharedBuffer<Int64>
    /// The global row of each entry.
    public let rows: SharedBuffer<Int32>
    /// The value of each entry; nil when all are one.
    public let values: SharedBuffer<Float>?

    /// Members from their columns.
    package init(offsets: SharedBuffer<Int64>, rows: SharedBuffer<Int32>, values: SharedBuffer<Float>?) {
      self.offsets = offsets
      self.rows = rows
      self.values = values
    }
  }

  /// The fields, and the places of their rows.
  public let space: FieldSpace
  /// The number of examples.
  public let count: Int
  /// 0 or 1, or the number of a class; all 0 where nobody knows.
  public let labels: SharedBuffer<Float>
  /// Global rows of the fields with one value: examples × `space.single`, row-major.
  public let rows: SharedBuffer<Int32>
  /// Transformed numbers of numeric fields: examples × `space.numeric`, row-major; 0 where missing, which `rows` tells.
  public let numbers: SharedBuffer<Float>
  /// Multi-valued fields, in the order of `space.multiValued`.
  public let bags: [Bag]
  /// The group of each example; examples of a group have the same number.
  public let groups: SharedBuffer<Int32>?
  /// When each example happened.
  public let times: SharedBuffer<Int64>?
  /// How much each example counts; nil for one each.
  public let weights: SharedBuffer<Float>?

  /// A table from its columns.
  ///
  /// - Precondition: every column has its length in the space.
  package init(
    space: FieldSpace, count: Int, labels: SharedBuffer<Float>? = nil, rows: SharedBuffer<Int32>,
    numbers: SharedBuffer<Float>, bags: [Bag], groups: SharedBuffer<Int32>? = nil,
    times: SharedBuffer<Int64>? = nil, weights: SharedBuffer<Float>? = nil
  ) {
    precondition(rows.count == count * space.single.count, "\(rows.count) rows for \(count) examples")
    precondition(
      numbers.count == count * space.numeric.count, "\(numbers.count) numbers for \(count) examples")
    precondition(bags.count == space.multiValued.count, "\(bags.count) bags of \(space.multiValued.count)")
    self.space = space
    self.count = count
    self.labels = labels ?? SharedBuffer(repeating: 0, count: count)
    self.rows = rows
    self.numbers = numbers
    self.bags = bags
    self.groups = groups
    self.times = times
    self.weights = weights
  }

  /// The examples at some positions, in that order.
  ///
  /// - Complexity: O(positions × fields).
  public func selecting(_ positions: some Collection<Int>) -> ExampleTable { selecting(Array(positions)) }

  /// Gathers by one type of collection: a generic one would be asked through witnesses for every element.
  private func selecting(_ positions: [Int]) -> ExampleTable {
    func gather<T>(_ column: SharedBuffer<T>, width: Int = 1) -> SharedBuffer<T> {
      SharedBuffer(count: positions.count * width) { target in
        column.withUnsafeBufferPointer { source in
          var place = 0
          for position in positions {
            for column in 0..<width { target[place + column] = source[position * width + column] }
            place += width
          }
        }
      }
    }
    return ExampleTable(
      space: space, count: positions.count, labels: gather(labels),
      rows: gather(rows, width: space.single.count), numbers: gather(numbers, width: space.numeric.count),
      bags: bags.map { $0.selecting(positions) }, groups: groups.map { gather($0) },
      times: times.map { gather($0) }, weights: weights.map { gather($0) })
  }
}

extension ExampleTable.Bag {
  fileprivate func selecting(_ positions: [Int]) -> ExampleTable.Bag {
    var offsets: [Int64] = [0]
    offsets.reserveCapacity(positions.count + 1)
    for position in positions {
      offsets.append(offsets[offsets.count - 1] + self.offsets[position + 1] - self.offsets[position])
    }
    func gather<T>(_ column: SharedBuffer<T>) -> SharedBuffer<T> {
      SharedBuffer(count: Int(offsets[offsets.count - 1])) { target in
        column.withUnsafeBufferPointer { source in
          var place = 0
          for position in positions {
            for entry in Int(self.offsets[position])..<Int(self.offsets[position + 1]) {
              target[place] = source[entry]
              place += 1
            }
          }
        }
      }
    }
    return .init(offsets: SharedBuffer(offsets), rows: gather(rows), values: values.map(gather))
  }
}

extension ExampleTable {
  /// Fills a table field by field.
  package struct Builder {
    private let space: FieldSpace
    private let count: Int
    private var rows: [Int32]
    private var numbers: [Float]
    private var bags: [Bag?]

    /// A table of so many examples, every value missing.
    package init(_ space: FieldSpace, count: Int) {
      self.space = space
      self.count = count
      let missing = space.single.map { space.fields[$0].missingRow }
      rows = [Int32](repeating: 0, count: count * missing.count)
      for place in rows.indices { rows[place] = missing[place % missing.count] }
      numbers = [Float](repeating: 0, count: count * space.numeric.count)
      bags = space.multiValued.map { _ in nil }
    }

    /// Writes a field with one value an example.
    ///
    /// - Parameter row: the global row of an example.
    package mutating func write(single field: Int, _ row: (Int) -> Int32) {
      guard let column = space.single.firstIndex(of: field) else { return }
      let width = space.single.count
      rows.withUnsafeMutableBufferPointer { rows in
        for example in 0..<count { rows[example * width + column] = row(example) }
      }
    }

    /// Writes a numeric field.
    ///
    /// - Parameter number: the transformed number of an example, NaN where it is missing.
    package mutating func write(number field: Int, _ number: (Int) -> Float) {
      guard let column = space.single.firstIndex(of: field), let place = space.numeric.firstIndex(of: field)
      else { return }
      let declared = space.fields[field]
      for example in 0..<count {
        let value = number(example)
        guard !value.isNaN else { continue }
        rows[example * space.single.count + column] = Int32(declared.offset + FieldSpace.firstValue)
        numbers[example * space.numeric.count + place] = value
      }
    }

    /// Writes a multi-valued field.
    ///
    /// - Parameter entries: calls its second argument with each entry of an example; one without any is missing.
    package mutating func write(bag field: Int, _ entries: (Int, (Int32, Float) -> Void) -> Void) {
      guard let place = space.multiValued.firstIndex(of: field) else { return }
      var offsets: [Int64] = [0]
      var rows: [Int32] = []
      var values: [Float] = []
      offsets.reserveCapacity(count + 1)
      for example in 0..<count {
        let start = rows.count
        entries(example) { row, value in
          rows.append(row)
          values.append(value)
        }
        if rows.count == start {
          rows.append(space.fields[field].missingRow)
          values.append(1)
        }
        offsets.append(Int64(rows.count))
      }
      bags[place] = Bag(
        offsets: SharedBuffer(offsets), rows: SharedBuffer(rows),
        values: values.allSatisfy { $0 == 1 } ? nil : SharedBuffer(values))
    }

    /// The table; bags that were not written are missing.
    package mutating func finish(
      labels: SharedBuffer<Float>? = nil, groups: SharedBuffer<Int32>? = nil,
      times: SharedBuffer<Int64>? = nil, weights: SharedBuffer<Float>? = nil
    ) -> ExampleTable {
      for (place, field) in space.multiValued.enumerated() where bags[place] == nil {
        write(bag: field) { _, _ in }
      }
      return ExampleTable(
        space: space, count: count, labels: labels ?? SharedBuffer(repeating: 0, count: count),
        rows: SharedBuffer(rows), numbers: SharedBuffer(numbers), bags: bags.compactMap(\.self),
        groups: groups,
        times: times, weights: weights)
    }
  }
}
