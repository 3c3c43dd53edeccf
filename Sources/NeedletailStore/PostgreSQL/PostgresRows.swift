import CPostgreSQL

/// The rows that a statement gave, in binary form.
///
/// Columns are read as the type that the statement gives them; NULL is nil, or NaN.
final class PostgresRows {
  private let result: OpaquePointer
  /// How many rows there are.
  let count: Int

  /// Takes a result over.
  init(_ result: OpaquePointer) {
    self.result = result
    count = Int(PQntuples(result))
  }

  deinit { PQclear(result) }

  func isNull(_ row: Int, _ column: Int32) -> Bool { PQgetisnull(result, Int32(row), column) != 0 }

  func int16(_ row: Int, _ column: Int32) -> Int16 { number(row, column) ?? 0 }
  func int32(_ row: Int, _ column: Int32) -> Int32 { number(row, column) ?? 0 }
  func int64(_ row: Int, _ column: Int32) -> Int64 { number(row, column) ?? 0 }
  func optionalInt64(_ row: Int, _ column: Int32) -> Int64? { number(row, column) }
  func boolean(_ row: Int, _ column: Int32) -> Bool { (number(row, column) ?? 0 as UInt8) != 0 }

  func float(_ row: Int, _ column: Int32) -> Float {
    (number(row, column) as UInt32?).map { Float(bitPattern: $0) } ?? .nan
  }

  func double(_ row: Int, _ column: Int32) -> Double {
    (number(row, column) as UInt64?).map { Double(bitPattern: $0) } ?? .nan
  }

  func text(_ row: Int, _ column: Int32) -> String? {
    bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of a value, which live as long as the rows.
  func bytes(_ row: Int, _ column: Int32) -> UnsafeRawBufferPointer? {
    guard !isNull(row, column), let start = PQgetvalue(result, Int32(row), column) else { return nil }
    return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, Int32(row), column)))
  }

  /// A number that lies in as many bytes as its type has; nil for NULL and for a column of another type.
  private func number<Number: FixedWidthInteger>(_ row: Int, _ column: Int32) -> Number? {
    guard let bytes = bytes(row, column), bytes.count == MemoryLayout<Number>.size else { return nil }
    return Number(bigEndian: bytes.loadUnaligned(as: Number.self))
  }
}
