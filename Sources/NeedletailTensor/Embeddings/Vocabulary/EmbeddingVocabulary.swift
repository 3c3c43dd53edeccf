/// Which row of a table belongs to which id: a map that only grows.
///
/// Ids are numbered in the order they are first given, after the reserved rows, and keep their rows for good: a model
/// that was trained on a larger map answers for the ids of a smaller one with the same rows. Ids of all fields share
/// one table; the same id in two fields has two rows. An integer id is its decimal text.
///
/// ```swift
/// var vocabulary = EmbeddingVocabulary(name: "clicks", reserved: ReservedRows(fields: 2))
/// let row = vocabulary.assign(field: 0, id: "user-7").row
/// try table.grow(to: vocabulary.rowCount, .copies(of: 1), pool: pool)
/// ```
public struct EmbeddingVocabulary: Sendable {
  /// The name in errors.
  public let name: String
  /// The rows before those of ids.
  public let reserved: ReservedRows

  /// What is known of the ids, in the order of their rows.
  var fields: [Int32] = []
  var offsets: [Int] = [0]
  var bytes: [UInt8] = []
  /// How often an id was observed.
  var counts: [Int32] = []
  /// The last window in which it was.
  var windows: [Int32] = []
  var isEvicted: [Bool] = []
  var index = HashIndex()

  /// A map without ids.
  public init(name: String, reserved: ReservedRows) {
    self.name = name
    self.reserved = reserved
  }

  /// How many ids have a row, evicted ones included.
  public var count: Int { fields.count }
  /// The rows that a table needs: reserved ones and one for each id.
  public var rowCount: Int { reserved.count + count }

  /// The row of an id; that of missing ids for nil, for an id that has none, and for one that was evicted.
  ///
  /// - Precondition: the field is one of the reserved rows' fields.
  public func row(field: Int, id: String?) -> Int32 {
    guard let id, let entry = find(field, id, Self.hash(field, id)), !isEvicted[entry] else {
      return reserved.missingRow(field: field)
    }
    return Int32(reserved.count + entry)
  }

  /// How an id came to its row.
  public enum Origin: Sendable, Hashable {
    /// It had one.
    case known
    /// It has a new one, the last.
    case new
    /// It was evicted and has its old row back, with the weights of then.
    case returned
  }

  /// Gives an id a row unless it has one.
  ///
  /// - Throws: `EmbeddingError` with code `space` when there are 2³¹ − 1 rows.
  /// - Precondition: the field is one of the reserved rows' fields.
  public mutating func assign(field: Int, id: String) throws(EmbeddingError) -> (row: Int32, origin: Origin) {
    precondition(field >= 0 && field < reserved.fields, "field \(field) of \(reserved.fields)")
    let hash = Self.hash(field, id)
    if let entry = find(field, id, hash) {
      let origin = isEvicted[entry] ? Origin.returned : .known
      if origin == .returned { (counts[entry], isEvicted[entry]) = (0, false) }
      return (Int32(reserved.count + entry), origin)
    }
    guard rowCount < Int(Int32.max) else {
      throw EmbeddingError(.space, table: name, "expected at most \(Int32.max) rows")
    }
    append(field: Int32(field), id: id.utf8, hash: hash)
    return (Int32(rowCount - 1), .new)
  }

  /// The field and the id of a row; nil for reserved rows.
  ///
  /// - Precondition: the row is one of `0..<rowCount`.
  public func id(of row: Int32) -> (field: Int, id: String)? {
    precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
    let entry = Int(row) - reserved.count
    guard entry >= 0 else { return nil }
    return (Int(fields[entry]), String(decoding: bytes[offsets[entry]..<offsets[entry + 1]], as: UTF8.self))
  }

  mutating func append(field: Int32, id: some Collection<UInt8>, hash: UInt64) {
    index.insert(count, hash: hash)
    fields.append(field)
    bytes.append(contentsOf: id)
    offsets.append(bytes.count)
    counts.append(0)
    windows.append(0)
    isEvicted.append(false)
  }

  func find(_ field: Int, _ id: String, _ hash: UInt64) -> Int? {
    index.first(hash: hash) { entry in
      fields[entry] == field && bytes[offsets[entry]..<offsets[entry + 1]].elementsEqual(id.utf8)
    }
  }

  static func hash(_ field: Int, _ id: String) -> UInt64 { StableHash.of(field: field, id, seed: 0) }
}
