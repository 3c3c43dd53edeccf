import CKernels
import Glibc

/// Gives each (field, value) a row by a hash, so that no vocabulary is kept and a table never grows; different values
/// may share a row.
///
/// The hash is xxHash64 with the seed, of the field's number as four bytes, low byte first, the byte 0x1F and the
/// value's bytes. The row is that of the lowest `bits` bits, after the reserved rows; the sign is the highest bit. The
/// result depends on nothing else: not on the process, the machine or the order of values.
///
/// Weinberger and others, Feature Hashing for Large Scale Multitask Learning, ICML 2009.
public struct FeatureHasher: Sendable, Hashable {
  /// How many rows there are for values, as a power of two: 1...30.
  public let bits: Int
  /// The seed of the hash.
  public let seed: UInt64
  /// The rows before those of values.
  public let reserved: ReservedRows

  /// A hasher.
  ///
  /// - Throws: `EmbeddingError` for bits outside 1...30.
  public init(bits: Int, seed: UInt64 = 0, reserved: ReservedRows = .init(missing: .shared))
    throws(EmbeddingError)
  {
    guard (1...30).contains(bits) else {
      throw EmbeddingError(.configuration, table: "feature hashing", "bits: expected 1...30, found \(bits)")
    }
    self.bits = bits
    self.seed = seed
    self.reserved = reserved
  }

  /// The rows of the table: reserved ones and 2^bits.
  public var rowCount: Int { reserved.count + 1 << bits }

  /// The row of a value; that of missing ids for nil.
  ///
  /// - Precondition: the field is one of the reserved rows' fields.
  public func row(field: Int, value: String?) -> Int32 {
    guard let value else { return reserved.missingRow(field: field) }
    return row(of: hash(field: field, value: value))
  }

  /// The row of a value and a sign, +1 or −1, that makes sums over colliding values unbiased.
  public func signedRow(field: Int, value: String?) -> (row: Int32, sign: Float) {
    guard let value else { return (reserved.missingRow(field: field), 1) }
    let hash = hash(field: field, value: value)
    return (row(of: hash), hash >> 63 == 0 ? 1 : -1)
  }

  /// The share of `count` different values that meet another in their row, on average: 1 − (1 − 2^−bits)^(count − 1).
  public func expectedCollidingShare(of count: Int) -> Double {
    guard count > 1 else { return 0 }
    return -expm1(Double(count - 1) * log1p(-1 / Double(1 << bits)))
  }

  private func row(of hash: UInt64) -> Int32 { Int32(reserved.count + Int(hash & (1 << bits - 1))) }

  private func hash(field: Int, value: String) -> UInt64 {
    precondition(field >= 0 && field < reserved.fields, "field \(field) of \(reserved.fields)")
    return StableHash.of(field: field, value, seed: seed)
  }
}

/// xxHash64 of a field and a value.
enum StableHash {
  /// Keeps the number of a field apart from its value.
  private static let separator: UInt8 = 0x1F

  static func of(field: Int, _ value: String, seed: UInt64) -> UInt64 {
    var value = value
    return value.withUTF8 { value in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 5 + value.count) { bytes in
        for place in 0..<4 { bytes[place] = UInt8(truncatingIfNeeded: field >> (8 * place)) }
        bytes[4] = separator
        _ = bytes[5...].initialize(fromContentsOf: value)
        return needletail_xxhash64(bytes.baseAddress, bytes.count, seed)
      }
    }
  }
}
