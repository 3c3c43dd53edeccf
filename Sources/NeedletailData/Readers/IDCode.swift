/// How one external id is kept in 64 bits while a file is parsed.
///
/// An id that spells an integer canonically is that integer. Others are numbers into a table of strings,
/// counted from `Int64.min`; the few integers in that range are kept as strings too.
enum IDCode {
  /// The first integer that stands for itself.
  static let firstInteger = Int64.min + (1 << 32)

  /// The code of a non-empty id.
  static func code(_ field: Field, strings: inout StringTable) -> Int64 {
    if let integer = NumberParsing.canonicalInteger(field), integer >= firstInteger { return integer }
    return Int64.min + Int64(strings.intern(field.bytes))
  }

  /// The number into the table of strings that a code stands for, or nil for an integer.
  @inline(__always)
  static func stringNumber(_ code: Int64) -> Int? {
    code < firstInteger ? Int(code &- Int64.min) : nil
  }
}
