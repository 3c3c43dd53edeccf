/// Bytes that arrive one after another: a file, memory, or what a decompressor makes of either.
///
/// A stream belongs to one reader at a time.
protocol ByteStream: AnyObject {
  /// The file, as the user named it, for errors.
  var name: String { get }
  /// How many bytes of the underlying file have been taken, and how many it has, when that is known.
  var position: (taken: Int, of: Int?) { get }
  /// Fills as much of the buffer as it can; 0 means that the stream has ended.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteStream {
  /// All bytes that are left.
  ///
  /// - Throws: `DataError` when there are more than `limit`.
  func readAll(limit: Int = 1 << 30) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var size = 1 << 16
    while true {
      let part = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = try read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard !part.isEmpty else { return bytes }
      bytes.append(contentsOf: part)
      guard bytes.count <= limit else {
        throw DataError(file: name, "expected at most \(limit) bytes, found more")
      }
      size = min(size * 2, 1 << 22)
    }
  }
}

/// Bytes in memory.
final class MemoryStream: ByteStream {
  let name: String
  private let bytes: [UInt8]
  private var taken = 0

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  var position: (taken: Int, of: Int?) { (taken, bytes.count) }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - taken)
    guard count > 0 else { return 0 }
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + count]))
    }
    taken += count
    return count
  }
}
