import CKernels

/// The short way through many plain records at once, by a kernel that finds the ends of fields with vectors.
struct PlainText {
  private let record: needletail_record

  /// A parser into the columns of a chunk, or nil when a dialect has columns that the kernel does not know.
  init?(_ dialect: Dialect, _ columns: ParsedChunk.Pointers) {
    guard case .byte(let delimiter) = dialect.delimiter, !dialect.ragged,
      dialect.roles.count <= NEEDLETAIL_FIELDS
    else { return nil }
    var record = needletail_record()
    record.delimiter = delimiter
    record.count = UInt8(dialect.roles.count)
    record.multiplier = dialect.clock.multiplier
    for (index, role) in dialect.roles.enumerated() {
      guard let (kind, column) = Self.field(role, dialect.clock, columns) else { return nil }
      withUnsafeMutableBytes(of: &record.kinds) { $0[index] = UInt8(kind.rawValue) }
      withUnsafeMutableBytes(of: &record.columns) {
        $0.bindMemory(to: UnsafeMutableRawPointer?.self)[index] = column
      }
    }
    self.record = record
  }

  /// Parses the plain records at a position.
  ///
  /// - Returns: how many bytes and how many rows they are.
  func parse(_ text: UnsafePointer<UInt8>, count: Int, row: Int) -> (bytes: Int, rows: Int) {
    var rows = 0
    let bytes = withUnsafePointer(to: record) { needletail_parse_plain(text, count, $0, row, &rows) }
    return (bytes, rows)
  }

  private static func field(
    _ role: FieldRole, _ clock: ClockReading, _ columns: ParsedChunk.Pointers
  ) -> (needletail_field, UnsafeMutableRawPointer?)? {
    switch role {
    case .ignored: (NEEDLETAIL_FIELD_IGNORED, nil)
    case .user: (NEEDLETAIL_FIELD_ID, UnsafeMutableRawPointer(columns.users))
    case .item: (NEEDLETAIL_FIELD_ID, UnsafeMutableRawPointer(columns.items))
    case .session: (NEEDLETAIL_FIELD_ID, UnsafeMutableRawPointer(columns.sessions))
    case .value: (NEEDLETAIL_FIELD_DECIMAL, UnsafeMutableRawPointer(columns.values))
    case .completion: (NEEDLETAIL_FIELD_DECIMAL, UnsafeMutableRawPointer(columns.completion))
    case .dwell: (NEEDLETAIL_FIELD_DECIMAL, UnsafeMutableRawPointer(columns.dwell))
    case .intent: (NEEDLETAIL_FIELD_DECIMAL, UnsafeMutableRawPointer(columns.intent))
    case .time: clock.divisor == 1 ? (NEEDLETAIL_FIELD_TIME, UnsafeMutableRawPointer(columns.times)) : nil
    case .kind, .fold: nil
    }
  }
}
