import CKernels
import NeedletailMath

/// Gives the ids of parsed chunks their rows: collects the distinct ids, orders them, translates every code.
struct RowAssembly: Sendable {
  /// Which of the id columns of chunks.
  enum Side: Sendable { case user, item, session }

  let vocabulary: Vocabulary
  private let integers: IntegerRows
  /// The row of each text id of each chunk.
  private let stringRows: [[Int32]]

  /// Collects the ids of one side of all chunks.
  ///
  /// - Throws: `DataError` for more than 2³¹ - 1 distinct ids.
  init(_ side: Side, of chunks: [ParsedChunk], pool: WorkerPool) throws {
    let strings = DistinctStrings(chunks.map { Self.strings(side, $0) })
    integers = try IntegerRows(chunks.map { Self.codes(side, $0) }, first: strings.beforeIntegers, pool: pool)
    let total = strings.ordered.count + integers.values.count
    guard total < Int32.max else { throw DataError("expected fewer than 2³¹ distinct ids, found \(total)") }
    vocabulary =
      strings.ordered.isEmpty
      ? Vocabulary(trusting: .integers(SharedBuffer(integers.values)))
      : strings.vocabulary(with: integers.values)
    stringRows = strings.rows(integers: integers.values.count)
  }

  /// Writes the rows of a chunk.
  func translate(
    _ side: Side, of chunk: ParsedChunk, number: Int, to target: UnsafeMutablePointer<Int32>
  ) {
    let strings = stringRows[number]
    integers.translate(Self.codes(side, chunk), strings: strings, to: target)
  }

  private static func codes(_ side: Side, _ chunk: ParsedChunk) -> Codes {
    let (base, bounds): (UnsafeMutablePointer<Int64>?, needletail_bounds) =
      switch side {
      case .user: (chunk.columns.users, chunk.userBounds)
      case .item: (chunk.columns.items, chunk.itemBounds)
      case .session: (chunk.columns.sessions, chunk.sessionBounds)
      }
    let codes = UnsafeBufferPointer(start: base, count: base == nil ? 0 : chunk.count)
    return Codes(chunk: chunk, codes: codes, bounds: bounds)
  }

  private static func strings(_ side: Side, _ chunk: ParsedChunk) -> StringTable {
    switch side {
    case .user: chunk.userStrings
    case .item: chunk.itemStrings
    case .session: chunk.sessionStrings
    }
  }
}

/// The codes of one chunk, which it keeps alive.
struct Codes: @unchecked Sendable {
  // Read only once the chunk is parsed.
  let chunk: ParsedChunk
  let codes: UnsafeBufferPointer<Int64>
  /// Those of the integers among them.
  let bounds: needletail_bounds
}

/// The distinct integers of all chunks and their rows.
struct IntegerRows: Sendable {
  /// Ascending.
  let values: [Int64]
  /// The row of the least integer.
  private let first: Int32
  private let lookup: Lookup

  private enum Lookup: Sendable {
    /// The row of each integer of a range, from `low` on.
    case table(low: Int64, rows: [Int32])
    case hashed(IntegerTable)
  }

  init(_ columns: [Codes], first: Int, pool: WorkerPool) throws {
    self.first = Int32(first)
    let bounds = columns.map(\.bounds)
    let (low, high) = (bounds.map(\.low).min() ?? 0, bounds.map(\.high).max() ?? 0)
    let total = bounds.reduce(0) { $0 + $1.count }
    guard total > 0 else {
      values = []
      lookup = .table(low: 0, rows: [])
      return
    }
    let (range, overflow) = high.subtractingReportingOverflow(low)
    if !overflow, range < max(1 << 20, 4 * total), range < 1 << 31 {
      (values, lookup) = Self.dense(columns, low: low, count: Int(range) + 1, first: first, pool: pool)
    } else {
      (values, lookup) = try Self.sparse(columns, first: first, pool: pool)
    }
  }

  /// Every thread marks what is there for itself; rows are then numbered by all marks.
  private static func dense(
    _ columns: [Codes], low: Int64, count: Int, first: Int, pool: WorkerPool
  ) -> ([Int64], Lookup) {
    let groups = min(pool.threads, columns.count)
    let marks = SharedBuffer<UInt8>(count: groups * count) { marks in
      let shared = SharedPointer(marks)
      pool.forEach(count: groups) { group in
        let own = shared.base + group * count
        own.initialize(repeating: 0, count: count)
        for index in stride(from: group, to: columns.count, by: groups) {
          for code in columns[index].codes where code >= IDCode.firstInteger { own[Int(code &- low)] = 1 }
        }
      }
    }
    var rows = [Int32](repeating: -1, count: count)
    var values: [Int64] = []
    marks.withUnsafeBufferPointer { marks in
      for offset in 0..<count {
        guard (0..<groups).contains(where: { marks[$0 * count + offset] != 0 }) else { continue }
        rows[offset] = Int32(first + values.count)
        values.append(low + Int64(offset))
      }
    }
    return (values, .table(low: low, rows: rows))
  }

  private static func sparse(
    _ columns: [Codes], first: Int, pool: WorkerPool
  ) throws -> ([Int64], Lookup) {
    var parts = [[Int64]](repeating: [], count: columns.count)
    parts.withUnsafeMutableBufferPointer { buffer in
      let shared = SharedPointer(buffer)
      pool.forEach(count: columns.count) { index in
        var table = IntegerTable()
        for code in columns[index].codes where code >= IDCode.firstInteger { table.insert(code, row: 0) }
        shared[index] = table.keys
      }
    }
    var distinct = IntegerTable()
    for part in parts { for key in part { distinct.insert(key, row: 0) } }
    guard distinct.count < Int(Int32.max) - first else {
      throw DataError("expected fewer than 2³¹ distinct ids, found \(distinct.count)")
    }
    let values = distinct.keys.sorted()
    var table = IntegerTable(capacity: values.count)
    for (offset, value) in values.enumerated() { table.insert(value, row: Int32(first + offset)) }
    return (values, .hashed(table))
  }

  /// Writes the row of every code; text ids take theirs from `strings`.
  func translate(_ codes: Codes, strings: [Int32], to target: UnsafeMutablePointer<Int32>) {
    strings.withUnsafeBufferPointer { strings in
      switch lookup {
      case .table(let low, let rows):
        rows.withUnsafeBufferPointer { rows in
          for (place, code) in codes.codes.enumerated() {
            target[place] =
              if let number = IDCode.stringNumber(code) { strings[number] } else { rows[Int(code &- low)] }
          }
        }
      case .hashed(let table):
        for (place, code) in codes.codes.enumerated() {
          target[place] =
            if let number = IDCode.stringNumber(code) { strings[number] } else { table.row(of: code) }
        }
      }
    }
  }
}
