/// The parameters behind the `?` of a request, where `+` is a blank as in forms.
struct QueryParameters: Sendable {
  private var pairs: [(name: String, value: String)] = []

  /// Parameters of a query; a broken percent escape stays as it is.
  init(_ query: String?) {
    for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      pairs.append((Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : ""))
    }
  }

  /// The value of the first parameter of a name; nil for a missing one.
  subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// The values of all parameters of a name.
  func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// A number of 0 or more; a missing or empty one has its default.
  func count(_ name: String, default value: Int, atMost limit: Int) throws(GorseError) -> Int {
    guard let text = self[name], !text.isEmpty else { return value }
    guard let number = Int(text), number >= 0 else {
      throw .badRequest("\(name): expected a number of 0 or more, found \"\(text.prefix(40))\"")
    }
    return min(number, limit)
  }

  private static func decoded(_ bytes: Substring.UTF8View) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let byte = bytes[place]
      if byte == UInt8(ascii: "%"), let end = bytes.index(place, offsetBy: 3, limitedBy: bytes.endIndex),
        bytes[bytes.index(after: place)] != UInt8(ascii: "+"),
        let value = UInt8(Substring(bytes[bytes.index(after: place)..<end]), radix: 16)
      {
        decoded.append(value)
        place = end
      } else {
        decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        place = bytes.index(after: place)
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}
