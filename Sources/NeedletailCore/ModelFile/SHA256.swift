internal import CKernels

/// The SHA-256 digest of a stream of bytes (FIPS 180-4), the checksum of model files.
package struct SHA256 {
  private var state: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  /// The digest of nothing yet.
  package init() {}

  /// Takes further bytes in.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let taken = rest.prefix(64 - pending.count)
      pending.append(contentsOf: taken)
      rest = rest.dropFirst(taken.count)
      guard pending.count == 64 else { return }
      pending.withUnsafeBytes { Self.take($0[...], into: &state) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count / 64 * 64
    Self.take(rest.prefix(whole), into: &state)
    pending.append(contentsOf: rest.dropFirst(whole))
  }

  /// Takes further bytes in.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    Array(bytes).withUnsafeBytes { update($0) }
  }

  /// The digest as 64 hexadecimal digits.
  package func hexadecimal() -> String {
    var copy = self
    let bits = length * 8
    let zeros = (119 - Int(length % 64)) % 64
    copy.update([0x80] + [UInt8](repeating: 0, count: zeros))
    copy.update((0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) })
    return copy.state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func take(_ blocks: Slice<UnsafeRawBufferPointer>, into state: inout [UInt32]) {
    guard let start = UnsafeRawBufferPointer(rebasing: blocks).baseAddress else { return }
    state.withUnsafeMutableBufferPointer {
      needletail_sha256_blocks(
        $0.baseAddress!, start.assumingMemoryBound(to: UInt8.self), blocks.count / 64)
    }
  }
}
