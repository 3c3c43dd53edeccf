import CKernels

/// The rows of a field whose names have no vocabulary: the lowest bits of a hash of the field's name, the byte 0x1F and the
/// value's name, by xxHash64 (Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009).
///
/// A name has one row in every process and on every machine, whatever else the field holds; different names may share a
/// row. No name is unseen: one that training did not have has the row of its hash, which is as it was drawn unless
/// another name trained it. A cell without a value is missing, as in any field.
public struct HashedNames: Sendable, Hashable {
  /// How many rows there are, as a power of two.
  public let bits: Int
  /// Whether an example has any number of names.
  public let isMultiValued: Bool

  /// The bits that a schema may ask for.
  public static let legalBits = 1...30

  /// Rows of a field.
  ///
  /// - Precondition: `bits` is legal.
  public init(bits: Int, isMultiValued: Bool) {
    precondition(Self.legalBits.contains(bits), "a hash of \(bits) bits")
    self.bits = bits
    self.isMultiValued = isMultiValued
  }

  /// The number of rows.
  public var count: Int { 1 << bits }

  /// The row of a name among those of the field's values, from 0.
  public func row(of name: String, field: String) -> Int {
    Int(Self.hash(of: name, field: field) & (1 << UInt64(bits) - 1))
  }

  /// The whole hash of a field's value.
  package static func hash(of name: String, field: String) -> UInt64 {
    let bytes = Array(field.utf8) + [0x1F] + Array(name.utf8)
    return needletail_xxhash64(bytes, bytes.count, 0)
  }
}
