import Glibc

/// Cuts a stream of text into blocks of whole records, each with a newline at its end.
///
/// Where blocks end depends on the text alone, so whoever parses them side by side gets the same blocks for any
/// number of threads.
final class RecordSource {
  /// The least size of a block.
  static let blockSize = 4 << 20
  /// The longest record.
  static let recordLimit = 64 << 20

  let stream: any ByteStream
  /// The beginning of the text, for guessing what it is.
  let head: [UInt8]
  private let blockSize: Int
  /// Bytes taken from the stream that belong to the next block.
  private var carried: [UInt8]
  private var ended = false
  private var blocks = 0

  init(_ stream: any ByteStream, blockSize: Int = RecordSource.blockSize) throws {
    let start = try ReplayedStream(stream, count: 1 << 16)
    self.stream = start
    self.blockSize = blockSize
    var head = start.head[...]
    if head.starts(with: [0xef, 0xbb, 0xbf]) { head = head.dropFirst(3) }
    if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
      throw DataError(file: stream.name, "expected UTF-8 or Latin-1 text, found UTF-16; convert it first")
    }
    guard !head.contains(0) else {
      throw DataError(file: stream.name, "expected text, found binary data")
    }
    guard !head.isEmpty else { throw DataError(file: stream.name, "the file is empty") }
    self.head = Array(head)
    carried = []
    // The stream replays the head: it is dropped there and carried here, without its byte order mark.
    var drain = [UInt8](repeating: 0, count: start.head.count)
    _ = try drain.withUnsafeMutableBytes { try start.read(into: $0) }
    carried = self.head
  }

  /// Memory that blocks are read into, with room to look beyond their ends.
  struct Block: ~Copyable {
    fileprivate(set) var bytes: UnsafeMutableBufferPointer<UInt8>
    /// The place of the block in the text, from 0.
    fileprivate(set) var index = 0
    fileprivate(set) var count = 0

    init() { bytes = .allocate(capacity: 0) }
    deinit { bytes.deallocate() }

    /// The text of the block.
    var text: UnsafeMutableBufferPointer<UInt8> { UnsafeMutableBufferPointer(rebasing: bytes[..<count]) }

    fileprivate mutating func reserve(_ capacity: Int, keeping count: Int) {
      guard capacity + DigitRun.padding > bytes.count else { return }
      let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: capacity + DigitRun.padding)
      _ = larger.update(fromContentsOf: bytes[..<count])
      bytes.deallocate()
      bytes = larger
    }
  }

  /// Drops lines at the beginning: headers and comments.
  func skipLines(_ count: Int) {
    for _ in 0..<count {
      guard let newline = carried.firstIndex(of: Byte.newline) else {
        carried.removeAll()
        return
      }
      carried.removeSubrange(...newline)
    }
  }

  /// Reads the next block.
  ///
  /// - Returns: false when the text has ended.
  func next(_ block: inout Block, quoting: Quoting?) throws -> Bool {
    var count = 0
    var room = max(blockSize, carried.count)
    block.reserve(room + 1, keeping: 0)
    carried.withUnsafeBufferPointer { _ = block.bytes.update(fromContentsOf: $0) }
    count = carried.count
    carried.removeAll(keepingCapacity: true)
    while true {
      while count < room, !ended {
        let free = UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: block.bytes[count..<room]))
        let read = try stream.read(into: free)
        ended = read == 0
        count += read
      }
      let text = UnsafeBufferPointer(rebasing: block.bytes[..<count])
      if ended {
        guard count > 0 else { return false }
        if text[count - 1] != Byte.newline {
          block.bytes[count] = Byte.newline
          count += 1
        }
        break
      }
      if let boundary = RecordBoundary.last(in: text, quoting: quoting) {
        carried.append(contentsOf: text[boundary...])
        count = boundary
        break
      }
      guard room < Self.recordLimit else {
        throw DataError(
          file: stream.name,
          "a record is longer than \(Self.recordLimit >> 20) MB: a quote may be open, or this is no text")
      }
      room *= 2
      block.reserve(room + 1, keeping: count)
    }
    for index in count..<count + DigitRun.padding { block.bytes[index] = Byte.newline }
    block.count = count
    block.index = blocks
    blocks += 1
    return true
  }
}

/// Finds where the last whole record of a text ends.
enum RecordBoundary {
  /// The index after the newline that ends the last whole record, or nil when there is none.
  static func last(in text: UnsafeBufferPointer<UInt8>, quoting: Quoting?) -> Int? {
    guard let quoting, let base = text.baseAddress, memchr(base, Int32(Byte.quote), text.count) != nil else {
      return text.lastIndex(of: Byte.newline).map { $0 + 1 }
    }
    return lastOutsideQuotes(in: text, delimiter: quoting.delimiter)
  }

  /// Walks through all records: a newline ends one only outside of quotes.
  private static func lastOutsideQuotes(in text: UnsafeBufferPointer<UInt8>, delimiter: UInt8) -> Int? {
    var boundary: Int?
    var index = 0
    while index < text.count {
      // At the start of a field.
      if text[index] == Byte.quote {
        index += 1
        while true {
          while index < text.count, text[index] != Byte.quote { index += 1 }
          guard index + 1 < text.count else { return boundary }
          index += 1
          guard text[index] == Byte.quote else { break }
          index += 1
        }
      }
      while index < text.count, text[index] != delimiter, text[index] != Byte.newline { index += 1 }
      guard index < text.count else { return boundary }
      index += 1
      if text[index - 1] == Byte.newline { boundary = index }
    }
    return boundary
  }
}
