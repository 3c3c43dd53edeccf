import NeedletailMath

/// The distinct text ids of all chunks, in the order of ids, and where each chunk's own numbers lie in it.
struct DistinctStrings {
  /// Number in `table`, by place in the order.
  let ordered: [Int]
  /// How many of them are integers; those come before all that are kept as numbers.
  let beforeIntegers: Int
  private let table: StringTable
  /// The number in `table` of each string of each chunk.
  private let numbers: [[Int32]]

  init(_ chunks: [StringTable]) {
    // One id that is not UTF-8 makes the file Latin-1.
    let isUTF8 = chunks.allSatisfy(\.isUTF8)
    var table = StringTable()
    numbers = chunks.map { chunk in
      (0..<chunk.count).map { number in
        if isUTF8 { return Int32(chunk[number].withUnsafeBufferPointer { table.intern($0) }) }
        let bytes = Array(TextEncoding.latin1(chunk[number]).utf8)
        return Int32(bytes.withUnsafeBufferPointer { table.intern($0) })
      }
    }
    let integers = (0..<table.count).map { number in
      table[number].withUnsafeBufferPointer { bytes in
        bytes.baseAddress.flatMap { NumberParsing.canonicalInteger(Field($0, count: bytes.count)) }
      }
    }
    let merged = table
    ordered = merged.withBytes { bytes in
      (0..<merged.count).sorted { a, b in
        switch (integers[a], integers[b]) {
        case (let left?, let right?): left < right
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): bytes.precedes(a, b)
        }
      }
    }
    beforeIntegers = integers.count { $0 != nil }
    self.table = table
  }

  /// The row of each string of each chunk when this many integers lie between the two kinds of strings.
  func rows(integers: Int) -> [[Int32]] {
    var rows = [Int32](repeating: 0, count: table.count)
    for (place, number) in ordered.enumerated() {
      rows[number] = Int32(place + (place < beforeIntegers ? 0 : integers))
    }
    return numbers.map { $0.map { rows[Int($0)] } }
  }

  /// All ids in order, the integers that are kept as numbers among them.
  func vocabulary(with integers: [Int64]) -> Vocabulary {
    var offsets: [Int64] = [0]
    var bytes: [UInt8] = []
    func append(_ id: some Collection<UInt8>) {
      bytes.append(contentsOf: id)
      offsets.append(Int64(bytes.count))
    }
    for number in ordered[..<beforeIntegers] { append(table[number]) }
    for integer in integers { append(String(integer).utf8) }
    for number in ordered[beforeIntegers...] { append(table[number]) }
    return Vocabulary(trusting: .strings(offsets: SharedBuffer(offsets), bytes: SharedBuffer(bytes)))
  }
}

/// How bytes become text: UTF-8, or Latin-1 where they are not.
enum TextEncoding {
  /// Every byte is the character of its number.
  static func latin1(_ bytes: some Collection<UInt8>) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
    return String(scalars)
  }

  /// The text of a whole file that is small enough to be read at once.
  static func decode(_ bytes: some Collection<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self) ?? latin1(bytes)
  }
}
