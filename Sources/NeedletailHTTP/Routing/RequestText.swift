import Hummingbird

extension ServerContext {
  /// A parameter of the path, decoded.
  ///
  /// - Throws: `RequestFault` (invalid) for a broken escape and for bytes that are no UTF-8.
  package func pathParameter(_ name: String) throws(RequestFault) -> String {
    guard let raw = parameters.get(name), let text = PercentEncoding.decoded(raw.utf8) else {
      throw RequestFault(.invalid, part: "path.\(name)", "expected UTF-8 in percent-encoding")
    }
    return text
  }

  /// A parameter of the path, a text of a certain sort.
  package func pathParameter(_ name: String, _ rule: TextRule) throws(RequestFault) -> String {
    let text = try pathParameter(name)
    if let complaint = rule.complaint(text) { throw RequestFault(.invalid, part: "path.\(name)", complaint) }
    return text
  }
}

/// Text in addresses (RFC 3986), read strictly.
package enum PercentEncoding {
  /// The text that some bytes stand for; nil for a broken escape and for what is no UTF-8.
  ///
  /// - Parameter plusIsBlank: whether `+` stands for a blank, as in queries.
  package static func decoded(_ bytes: some Sequence<UInt8>, plusIsBlank: Bool = false) -> String? {
    var decoded: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
          return nil
        }
        decoded.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: decoded.append(UInt8(ascii: " "))
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
