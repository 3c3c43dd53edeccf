/// A delimited file of attributes as text: names of columns and records, all in memory.
struct RecordTable {
  var file: String
  var names: [String]
  /// Whether the names came from the file.
  var hasHeader: Bool
  /// Line and fields of each record.
  var records: [(line: Int, fields: [String])]
  /// The types of a typed header, if it had one.
  var types: [String]?

  /// Reads a table.
  ///
  /// - Parameter names: the columns of a file that is known to have no header.
  init(_ stream: any ByteStream, names given: [String]?, delimiter: String?) throws {
    file = stream.name
    let source = try RecordSource(stream)
    var bytes = source.head
    bytes.append(contentsOf: try stream.readAll(limit: 1 << 30))
    let sample = TextSample(source.head)
    let delimiter =
      try delimiter.map { try Delimiter(named: $0) } ?? sample.delimiter() ?? .byte(UInt8(ascii: ","))
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    records = try Self.records(&bytes, delimiter, isUTF8: isUTF8, file: stream.name)
    guard let first = records.first else { throw DataError(file: file, "expected rows, found none") }
    if let given {
      names = given
      hasHeader = false
      return
    }
    names = first.fields
    hasHeader = true
    records.removeFirst()
    let typed = first.fields.map { $0.split(separator: ":").map(String.init) }
    if typed.allSatisfy({ $0.count == 2 && ["token", "token_seq", "float", "float_seq"].contains($0[1]) }) {
      names = typed.map { $0[0] }
      types = typed.map { $0[1] }
    }
  }

  private static func records(
    _ bytes: inout [UInt8], _ delimiter: Delimiter, isUTF8: Bool, file: String
  ) throws -> [(line: Int, fields: [String])] {
    let count = bytes.count
    bytes.append(contentsOf: [UInt8](repeating: Byte.newline, count: 1 + DigitRun.padding))
    return try bytes.withUnsafeMutableBufferPointer { buffer in
      guard var position = buffer.baseAddress else { return [] }
      let end = position + count + 1
      var reader = RecordReader(dialect: Dialect(delimiter: delimiter, roles: [], names: []), end: end)
      var records: [(line: Int, fields: [String])] = []
      var line = 1
      while position < end {
        if reader.skipEmptyLine(&position) {
          line += 1
          continue
        }
        do throws(RecordReader.Failure) {
          let lines = try reader.read(&position)
          records.append((line, reader.texts(isUTF8: isUTF8)))
          line += lines
        } catch {
          throw DataError(file: file, line: line, error.message)
        }
      }
      return records
    }
  }
}
