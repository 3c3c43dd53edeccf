/// The dense number of a user in a vocabulary.
///
/// Row numbers and external ids are different types, so that one is never taken for the other.
public struct UserRow: RawRepresentable, Sendable, Hashable, Comparable, BitwiseCopyable {
  /// The number, from 0.
  public let rawValue: Int32
  /// Wraps a number.
  public init(rawValue: Int32) { self.rawValue = rawValue }
  /// Wraps an index.
  public init(_ index: Int) { rawValue = Int32(index) }
  /// The number as an index.
  public var index: Int { Int(rawValue) }
  /// Ascending numbers.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The dense number of an item in a vocabulary.
public struct ItemRow: RawRepresentable, Sendable, Hashable, Comparable, BitwiseCopyable {
  /// The number, from 0.
  public let rawValue: Int32
  /// Wraps a number.
  public init(rawValue: Int32) { self.rawValue = rawValue }
  /// Wraps an index.
  public init(_ index: Int) { rawValue = Int32(index) }
  /// The number as an index.
  public var index: Int { Int(rawValue) }
  /// Ascending numbers.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
