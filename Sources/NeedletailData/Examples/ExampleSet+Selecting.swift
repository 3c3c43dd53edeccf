public import NeedletailMath

extension ExampleSet {
  /// Some of the examples, in the given order, with vocabularies whole; nothing of the others is in them.
  ///
  /// - Complexity: O(positions × fields).
  public func selecting(_ positions: some RandomAccessCollection<Int>) -> ExampleSet {
    func gather<T>(_ column: SharedBuffer<T>) -> SharedBuffer<T> {
      SharedBuffer(count: positions.count) { target in
        column.withUnsafeBufferPointer { source in
          for (place, position) in positions.enumerated() { target[place] = source[position] }
        }
      }
    }
    let fields = fields.map { field in
      let column: Column =
        switch field.column {
        case .categorical(let names, let rows): .categorical(names: names, rows: gather(rows))
        case .multiValued(let names, let members):
          .multiValued(names: names, members: members.selecting(rows: positions))
        case .numeric(let numbers): .numeric(gather(numbers))
        }
      return Field(field.declaration, column)
    }
    return ExampleSet(
      source: source, format: format, labels: gather(labels), classCount: classCount, fields: fields,
      groups: groups.map { ($0.names, gather($0.rows)) }, times: times.map(gather), clock: clock,
      weights: weights.map(gather), parts: parts.map(gather))
  }

  /// The same examples with other labels.
  ///
  /// - Precondition: as many as there are examples.
  public func labelled(_ labels: SharedBuffer<Float>) -> ExampleSet {
    precondition(labels.count == count, "\(labels.count) labels for \(count) examples")
    var set = self
    set.labels = labels
    return set
  }
}

extension CSRMatrix {
  /// Some rows, in the given order.
  func selecting(rows: some RandomAccessCollection<Int>) -> CSRMatrix {
    var offsets: [Int64] = [0]
    offsets.reserveCapacity(rows.count + 1)
    var columns: [Int32] = []
    var kept: [Float] = []
    for row in rows {
      for entry in range(ofRow: row) {
        columns.append(columnIndices[entry])
        if let values { kept.append(values[entry]) }
      }
      offsets.append(Int64(columns.count))
    }
    return CSRMatrix(
      rows: rows.count, columns: self.columns, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(columns), values: values.map { _ in SharedBuffer(kept) })
  }
}
