import CKernels
import NeedletailMath
import Testing

@Suite("SHA-256 kernels")
struct ChecksumKernelTests {
  @Test("the processor's instructions agree with portable C", arguments: [0, 1, 2, 3, 17])
  func instructions(blocks: Int) {
    var random = RandomStream(seed: 5, stream: UInt64(blocks))
    let bytes = (0..<64 * blocks + 1).map { _ in UInt8(truncatingIfNeeded: random.nextWord()) }
    var fast = (0..<8).map { UInt32($0) &* 0x9E37_79B9 }
    var portable = fast
    needletail_sha256_blocks(&fast, bytes, blocks)
    needletail_sha256_blocks_portable(&portable, bytes, blocks)
    #expect(fast == portable)
  }
}
