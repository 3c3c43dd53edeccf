/// Small compressed files, for tests of readers.
package enum Compressed {
  /// A gzip member that stores its bytes without packing them; at most 65,535.
  package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt16(bytes.count)
    var member: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1]
    for number in [count, ~count] { member += [UInt8(number & 255), UInt8(number >> 8)] }
    member += bytes
    for number in [checksum(bytes), UInt32(bytes.count)] {
      member += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
    return member
  }

  /// A zstd frame of one raw block; at most 65,535 bytes.
  package static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    // Descriptor: single segment, four bytes of content size.
    var frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000]
    frame += (0..<4).map { UInt8(truncatingIfNeeded: UInt32(bytes.count) >> (8 * UInt32($0))) }
    let header = UInt32(bytes.count) << 3 | 1
    frame += (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * UInt32($0))) }
    return frame + bytes
  }

  /// CRC-32, bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var state = UInt32.max
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xedb8_8320 : state >> 1 }
    }
    return ~state
  }
}
