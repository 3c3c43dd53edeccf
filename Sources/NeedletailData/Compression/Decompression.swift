/// Opens files whatever packed them: the first bytes decide, not the name.
enum Decompression {
  /// A stream of the plain bytes of a file.
  static func open(path: String) throws -> any ByteStream { try unpack(FileStream(path: path)) }

  /// A stream of the plain bytes of another stream.
  static func unpack(_ stream: any ByteStream) throws -> any ByteStream {
    let replayed = try ReplayedStream(stream, count: 4)
    if replayed.head.starts(with: [0x1f, 0x8b]) { return try GzipStream(replayed) }
    if replayed.head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return try ZstdStream(replayed) }
    return replayed
  }
}

/// A stream whose first bytes were looked at beforehand.
final class ReplayedStream: ByteStream {
  /// The first bytes, fewer than asked for only when the stream is shorter.
  let head: [UInt8]
  private let rest: any ByteStream
  private var replayed = 0

  init(_ stream: any ByteStream, count: Int) throws {
    rest = stream
    head = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      while filled < count {
        let more = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[filled...]))
        if more == 0 { break }
        filled += more
      }
    }
  }

  var name: String { rest.name }
  var position: (taken: Int, of: Int?) { rest.position }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard replayed < head.count else { return try rest.read(into: buffer) }
    let count = min(buffer.count, head.count - replayed)
    head.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[replayed..<replayed + count]))
    }
    replayed += count
    return count
  }
}
