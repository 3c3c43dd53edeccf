import FoundationEssentials

/// Where the next part of a long list starts, as gorse's clients pass it back: base64 of what the store wants to
/// be asked with.
enum GorseCursor {
  /// What the client gets; empty at the end of the list.
  static func text(_ next: String?) -> String {
    guard let next else { return "" }
    return Data(next.utf8).base64EncodedString()
  }

  /// What the store is asked with; nil for the start of the list.
  static func start(_ text: String?) throws(RequestFault) -> String? {
    guard let text, !text.isEmpty else { return nil }
    // A client that does not escape its query turns '+' into a blank on the way.
    let bytes = text.utf8.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0 }
    guard let data = Data(base64Encoded: Data(bytes)), let start = String(validating: data, as: UTF8.self)
    else {
      throw RequestFault(
        .invalid, part: "cursor", "expected the Cursor of an earlier answer, found '\(text.prefix(40))'")
    }
    return start
  }
}
