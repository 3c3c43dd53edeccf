import NeedletailMath
import NeedletailServing
import Testing

@Suite struct CRC32Tests {
  @Test("the check value of the standard")
  func checkValue() {
    #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
  }

  @Test("eight bytes at a time give what bit by bit gives", arguments: 0..<40)
  func bitByBit(length: Int) {
    var random = RandomStream(seed: UInt64(length))
    let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.nextWord()) }
    var value: UInt32 = ~0
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    #expect(CRC32.checksum(bytes) == ~value)
  }
}
