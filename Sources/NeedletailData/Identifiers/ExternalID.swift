/// The order of external ids, which breaks every tie between scores.
///
/// Canonical integers come first, in numerical order; all other ids follow, in the order of their UTF-8 bytes.
/// (Comparing numerically only when both are integers, and by bytes otherwise, would not be an order: 2 < 10,
/// "10" < "1a", "1a" < "2".)
public enum ExternalID {
  /// The integer that an id spells canonically: no plus sign, no leading zeros, no "-0", within 64 bits.
  public static func integer(_ id: some StringProtocol) -> Int64? {
    guard let first = id.utf8.first, let value = Int64(id) else { return nil }
    let digits = id.utf8.dropFirst(first == UInt8(ascii: "-") ? 1 : 0)
    guard first != UInt8(ascii: "+") else { return nil }
    guard digits.first != UInt8(ascii: "0") || id == "0" else { return nil }
    return value
  }

  /// Whether the left id comes before the right one.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    switch (integer(left), integer(right)) {
    case (let a?, let b?): a < b
    case (.some, nil): true
    case (nil, .some): false
    case (nil, nil): left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }
}
