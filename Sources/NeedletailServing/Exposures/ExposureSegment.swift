import Glibc
import NeedletailMath

/// A file of blocks, named by its number: `00000012.seg`. It starts with eight bytes that tell format and version.
enum ExposureSegment {
  static let header: [UInt8] = Array("NTEXPO".utf8) + [0, 1]

  /// The name of a segment.
  static func name(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".seg"
  }

  /// The numbers of the segments of a directory, ascending.
  static func numbers(in directory: String) throws(FileAccessError) -> [Int] {
    try RegistryFiles.names(in: directory).compactMap { name in
      guard name.hasSuffix(".seg"), let number = Int(name.dropLast(4)), number >= 0, name == self.name(number)
      else {
        return nil
      }
      return number
    }.sorted()
  }

  /// The sound blocks of a segment's bytes in their order; what lies between is damage.
  ///
  /// After damage the next block is found by its mark and its check.
  static func blocks(in bytes: [UInt8]) -> (blocks: [(range: Range<Int>, records: Int)], damaged: Int) {
    guard bytes.starts(with: header) else { return ([], bytes.count) }
    var blocks: [(range: Range<Int>, records: Int)] = []
    var damaged = 0
    var place = header.count
    while place < bytes.count {
      if let found = ExposureBlock.length(at: place, in: bytes[...]) {
        blocks.append((place..<place + found.length, found.records))
        place += found.length
      } else {
        place += 1
        damaged += 1
      }
    }
    return (blocks, damaged)
  }

  /// All bytes of a segment.
  static func bytes(_ path: String) throws(FileAccessError) -> [UInt8] {
    let file = try MappedFile(path: path)
    return file.copyBytes(in: 0..<file.count)
  }
}
