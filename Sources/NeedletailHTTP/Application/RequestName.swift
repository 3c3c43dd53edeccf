package import HTTPTypes
import Synchronization

/// Names of requests: the client's own when it can stand anywhere, else one of ours.
package enum RequestName {
  private static let process = UInt64.random(in: 0...UInt64.max)
  private static let next = Atomic<UInt64>(1)

  /// The name of a request.
  package static func of(_ headers: HTTPFields) -> String {
    if let given = headers[.requestID], isWellFormed(given) { return given }
    return fresh()
  }

  /// A name that no other request of this process has.
  package static func fresh() -> String {
    let number = next.add(1, ordering: .relaxed).oldValue
    return String(process, radix: 36) + "-" + String(number, radix: 36)
  }

  /// Whether a name can stand in a header, a line of a log and a page: 1 to 64 letters, digits, `-`, `_`, `.`.
  package static func isWellFormed(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
