/// The first lines of a text, cut at their line ends, for guessing what they are.
struct TextSample {
  /// Whole lines without their ends; blank ones are left out.
  let lines: [[UInt8]]
  /// How many lines of comment come first.
  let comments: Int

  /// At most this many lines are looked at.
  static let lineLimit = 1000

  init(_ head: [UInt8]) {
    var pieces = head.split(
      separator: Byte.newline, maxSplits: Self.lineLimit, omittingEmptySubsequences: false)
    // The last piece may be cut off, unless it is all there is.
    if pieces.count > 1 { pieces.removeLast() }
    comments = pieces.prefix { $0.first == Byte.hash }.count
    lines = pieces.dropFirst(comments).compactMap { piece in
      let line = piece.last == Byte.carriageReturn ? piece.dropLast() : piece
      return line.allSatisfy(Byte.isBlank) ? nil : Array(line)
    }
  }

  /// The fields of a line, quotes taken off, as text.
  static func fields(_ line: [UInt8], _ delimiter: Delimiter) -> [String] {
    let dialect = Dialect(delimiter: delimiter, roles: [], names: [])
    var padded = line + [Byte.newline] + [UInt8](repeating: Byte.newline, count: DigitRun.padding)
    return padded.withUnsafeMutableBufferPointer { buffer in
      guard var position = buffer.baseAddress else { return [] }
      var reader = RecordReader(dialect: dialect, end: position + line.count + 1)
      // A record that goes on in the next line is cut here, which does for a sample.
      _ = try? reader.read(&position)
      return reader.texts
    }
  }

  /// How many fields each of the lines has.
  func fieldCounts(_ delimiter: Delimiter) -> [Int] {
    lines.prefix(100).map { Self.fields($0, delimiter).count }
  }

  /// The delimiter that cuts every line into the same number of fields, two or more; else the one that cuts
  /// most lines.
  func delimiter() -> Delimiter? {
    let candidates: [Delimiter] = [
      .doubleColon, .byte(Byte.tab), .byte(UInt8(ascii: ",")), .byte(UInt8(ascii: ";")),
      .byte(UInt8(ascii: "|")), .blanks,
    ]
    let counts = candidates.map { (delimiter: $0, counts: fieldCounts($0)) }
    if let even = counts.first(where: { entry in
      entry.counts.allSatisfy { $0 >= 2 && $0 == entry.counts.first }
    }) {
      return even.delimiter
    }
    let shares = counts.map { entry in entry.counts.count { $0 >= 2 } }
    guard let most = shares.max(), most > 0 else { return nil }
    return shares.firstIndex(of: most).map { candidates[$0] }
  }
}
