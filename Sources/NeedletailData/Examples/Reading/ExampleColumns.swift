import NeedletailMath

/// Collects the values of one column of examples from cells of text.
protocol ExampleCells: AnyObject {
  /// Takes the next cell.
  func append(_ cell: Field) throws(ExampleRefusal)
  /// Drops the cells from a number on.
  func truncate(to count: Int)
}

/// Names.
final class NameCells: ExampleCells {
  private var table = StringTable()
  private var rows: [Int32] = []

  func append(_ cell: Field) throws(ExampleRefusal) {
    rows.append(cell.isEmpty ? -1 : Int32(table.intern(cell.bytes)))
  }

  func truncate(to count: Int) { if rows.count > count { rows.removeSubrange(count...) } }

  /// The names in their order, and the row of each cell.
  func finish() -> (names: Vocabulary, rows: SharedBuffer<Int32>) {
    let (names, numbers) = table.vocabulary()
    return (names, SharedBuffer(rows.map { $0 < 0 ? -1 : numbers[Int($0)] }))
  }
}

/// Lists of names between separators; a name that is repeated in a list counts once.
final class ListCells: ExampleCells {
  private let separator: [UInt8]
  private var table = StringTable()
  private var offsets: [Int] = [0]
  private var entries: [Int32] = []

  init(separator: String) { self.separator = Array(separator.utf8) }

  func append(_ cell: Field) throws(ExampleRefusal) {
    let bytes = cell.bytes
    var start = 0
    var index = 0
    func add(_ end: Int) {
      guard end > start else { return }
      let entry = Int32(table.intern(UnsafeBufferPointer(rebasing: bytes[start..<end])))
      if !entries[offsets[offsets.count - 1]...].contains(entry) { entries.append(entry) }
    }
    while index < bytes.count {
      if bytes[index...].starts(with: separator) {
        add(index)
        index += separator.count
        start = index
      } else {
        index += 1
      }
    }
    add(bytes.count)
    offsets.append(entries.count)
  }

  func truncate(to count: Int) {
    guard offsets.count - 1 > count else { return }
    offsets.removeSubrange((count + 1)...)
    entries.removeSubrange(offsets[count]...)
  }

  func finish() -> (names: Vocabulary, members: CSRMatrix) {
    let (names, numbers) = table.vocabulary()
    var columns = entries.map { numbers[Int($0)] }
    for (start, end) in zip(offsets, offsets.dropFirst()) { columns[start..<end].sort() }
    return (
      names,
      CSRMatrix(
        rows: offsets.count - 1, columns: names.count, rowOffsets: SharedBuffer(offsets.map { Int64($0) }),
        columnIndices: SharedBuffer(columns), values: nil)
    )
  }
}

/// Numbers; NaN for empty cells.
final class NumberCells: ExampleCells {
  private(set) var values: [Float] = []

  func append(_ cell: Field) throws(ExampleRefusal) {
    guard !cell.isEmpty else {
      values.append(.nan)
      return
    }
    guard let value = NumberParsing.float(cell) else {
      throw ExampleRefusal("expected a finite number or nothing, found \(cell.quoted)")
    }
    values.append(value)
  }

  func truncate(to count: Int) { if values.count > count { values.removeSubrange(count...) } }
}

/// Positive numbers.
final class WeightCells: ExampleCells {
  private(set) var values: [Float] = []

  func append(_ cell: Field) throws(ExampleRefusal) {
    guard let value = NumberParsing.float(cell), value > 0 else {
      throw ExampleRefusal("expected a positive number, found \(cell.quoted)")
    }
    values.append(value)
  }

  func truncate(to count: Int) { if values.count > count { values.removeSubrange(count...) } }
}

/// Moments.
final class TimeCells: ExampleCells {
  let clock: ClockReading
  private(set) var values: [Int64] = []

  init(clock: ClockReading) { self.clock = clock }

  func append(_ cell: Field) throws(ExampleRefusal) {
    guard let value = clock.read(cell) else { throw ExampleRefusal("expected a time, found \(cell.quoted)") }
    values.append(value)
  }

  func truncate(to count: Int) { if values.count > count { values.removeSubrange(count...) } }
}

/// Labels: whole numbers below the number of classes; of two classes in feature lines also -1 for 0, when no label is
/// 0.
final class LabelCells: ExampleCells {
  let classCount: Int
  private let allowsMinusOne: Bool
  private var hasMinusOne = false
  private var hasZero = false
  private(set) var values: [Float] = []

  init(classCount: Int, allowsMinusOne: Bool) {
    self.classCount = classCount
    self.allowsMinusOne = allowsMinusOne && classCount == 2
  }

  func append(_ cell: Field) throws(ExampleRefusal) {
    let value = NumberParsing.float(cell)
    if allowsMinusOne, value == -1 {
      guard !hasZero else { throw ExampleRefusal("expected a label of 0 or 1 as before, found '-1'") }
      hasMinusOne = true
      values.append(0)
      return
    }
    guard let value, value >= 0, value < Float(classCount), value == value.rounded() else {
      let legal =
        classCount > 2 ? "0 to \(classCount - 1)" : allowsMinusOne ? "0 or 1, or of -1 or 1" : "0 or 1"
      throw ExampleRefusal("expected a label of \(legal), found \(cell.quoted)")
    }
    if value == 0 {
      guard !hasMinusOne else {
        throw ExampleRefusal("expected a label of -1 or 1 as before, found \(cell.quoted)")
      }
      hasZero = true
    }
    values.append(value)
  }

  func truncate(to count: Int) { if values.count > count { values.removeSubrange(count...) } }
}

extension StringTable {
  /// The strings as a vocabulary, and the row in it of each number; strings that are not UTF-8 are taken for Latin-1.
  func vocabulary() -> (Vocabulary, [Int32]) {
    let isUTF8 = self.isUTF8
    let texts = (0..<count).map { number in
      isUTF8 ? String(decoding: self[number], as: UTF8.self) : TextEncoding.latin1(self[number])
    }
    let vocabulary = Vocabulary(texts)
    // Every text was put into the vocabulary just above.
    return (vocabulary, texts.map { Int32(vocabulary.row(of: $0)!) })
  }
}
