package import NeedletailData
import NeedletailMath

/// Examples as the features that they have: for each field of each example the rows of its values, and a number that
/// multiplies each.
///
/// A known number of a numeric field multiplies the field's row; a member of a multi-valued field has its own value, all
/// else 1.
package struct FieldEntries: Sendable {
  /// The number of examples.
  package let count: Int
  /// The number of fields.
  package let fieldCount: Int
  /// Where the entries of each field of each example start, and their end: examples × fields + 1, row-major.
  package private(set) var starts: [Int32] = [0]
  /// The row of each entry in the space.
  package private(set) var rows: [Int32] = []
  /// What multiplies it.
  package private(set) var values: [Float] = []
  /// Where the crosses of each example start, and their end.
  package private(set) var crossStarts: [Int32] = [0]
  /// The row of each cross.
  package private(set) var crossRows: [Int32] = []
  /// The product of what multiplies the two values.
  package private(set) var crossValues: [Float] = []
  /// Numbers of numeric fields and whether they are known: examples × numeric fields.
  package private(set) var numbers: [Float] = []
  /// 1 where the number is known, else 0.
  package private(set) var isKnown: [Float] = []
  /// Whether every field of every example has one entry that 1 multiplies: then entries are fields.
  package let isPlain: Bool

  /// The entries of some examples of a table.
  package init(_ table: ExampleTable, _ range: Range<Int>, _ layout: FieldLayout) {
    count = range.count
    fieldCount = layout.fieldCount
    let numeric = layout.space.numeric.count
    isPlain = layout.isPlain
    if isPlain {
      let slots = range.lowerBound * fieldCount..<range.upperBound * fieldCount
      rows = table.rows.withUnsafeBufferPointer { Array($0[slots]) }
      values = Array(repeating: 1, count: rows.count)
      starts = (0...Int32(rows.count)).map(\.self)
      if let crosses = layout.crosses { add(crosses, layout.space) }
      return
    }
    starts.reserveCapacity(count * fieldCount + 1)
    rows.reserveCapacity(count * fieldCount)
    values.reserveCapacity(count * fieldCount)
    let (width, single, given) = (layout.space.single.count, table.rows.span, table.numbers.span)
    for example in range {
      for (field, place) in layout.places.enumerated() {
        switch place {
        case .single(let column): add(single[example * width + column], 1)
        case .numeric(let column, let number):
          let row = single[example * width + column]
          let isMissing = row == layout.space.fields[field].missingRow
          let value = isMissing ? 0 : given[example * numeric + number]
          add(row, isMissing ? 1 : value)
          numbers.append(value)
          isKnown.append(isMissing ? 0 : 1)
        case .bag(let number):
          let bag = table.bags[number]
          for entry in Int(bag.offsets[example])..<Int(bag.offsets[example + 1]) {
            add(bag.rows[entry], bag.values?[entry] ?? 1)
          }
        }
        starts.append(Int32(rows.count))
      }
    }
    if let crosses = layout.crosses { add(crosses, layout.space) }
  }

  private mutating func add(_ row: Int32, _ value: Float) {
    rows.append(row)
    values.append(value)
  }

  private mutating func add(_ crosses: CrossedFields, _ space: FieldSpace) {
    crossStarts.reserveCapacity(count + 1)
    for example in 0..<count {
      for (first, second) in crosses.pairs {
        let missing = (space.fields[first].missingRow, space.fields[second].missingRow)
        for a in entries(example, first) {
          for b in entries(example, second) {
            let row = crosses.row(rows[a], rows[b], missing: missing)
            guard row > 0 else { continue }
            crossRows.append(row)
            crossValues.append(values[a] * values[b])
          }
        }
      }
      crossStarts.append(Int32(crossRows.count))
    }
  }

  /// The entries of a field of an example.
  private func entries(_ example: Int, _ field: Int) -> Range<Int> {
    let slot = example * fieldCount + field
    return Int(starts[slot])..<Int(starts[slot + 1])
  }
}
