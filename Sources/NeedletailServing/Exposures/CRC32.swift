/// The cyclic redundancy check of IEEE 802.3 (reflected, polynomial 0xEDB88320), eight bytes at a time.
package enum CRC32 {
  /// `tables[k][b]`: what byte `b` adds when `k` bytes follow it in its group of eight.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
      tables[byte] = value
    }
    for place in 256..<tables.count {
      let before = tables[place - 256]
      tables[place] = before >> 8 ^ tables[Int(before & 0xFF)]
    }
    return tables
  }()

  /// The check of some bytes.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var value: UInt32 = ~0
      var place = 0
      while place + 8 <= bytes.count {
        let low = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian ^ value
        let high = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self).littleEndian
        value = 0
        for index in 0..<4 {
          let shift = UInt32(8 * index)
          value ^= tables[(7 - index) * 256 + Int(low >> shift & 0xFF)]
          value ^= tables[(3 - index) * 256 + Int(high >> shift & 0xFF)]
        }
        place += 8
      }
      while place < bytes.count {
        value = value >> 8 ^ tables[Int((value ^ UInt32(bytes[place])) & 0xFF)]
        place += 1
      }
      return ~value
    }
  }

  /// The check of some bytes.
  package static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
    Array(bytes).withUnsafeBytes { checksum($0) }
  }
}
