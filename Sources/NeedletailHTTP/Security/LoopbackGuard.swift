package import HTTPTypes

/// What protects a server without keys, which every program of its machine may reach, browsers included: pages of
/// other sites must not talk to it.
///
/// A page that a browser got from elsewhere can send requests here, but it cannot choose their `Host` (a name that
/// was made to point here shows as that name) nor hide its `Origin`.
package enum LoopbackGuard {
  /// Whether an address or a name to listen on is this machine's own.
  package static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Refuses a request that names another host than this machine, or that another site's page sends to change
  /// something.
  package static func check(_ head: HTTPRequest) throws(RequestFault) {
    guard let authority = head.authority, isOwn(authority) else {
      throw RequestFault(
        .forbidden, part: "Host",
        "without a key this server answers to localhost, 127.0.0.1 and [::1] only")
    }
    guard head.method != .get, head.method != .head else { return }
    for origin in head.headerFields[values: .origin] {
      let host = ["http://", "https://"].lazy.filter { origin.hasPrefix($0) }.first.map {
        origin.dropFirst($0.count)
      }
      guard let host, isOwn(String(host)) else {
        throw RequestFault(
          .forbidden, part: "Origin",
          "without a key this server takes changes from pages of its own machine only")
      }
    }
  }

  private static func isOwn(_ authority: String) -> Bool {
    for name in ["localhost", "127.0.0.1", "[::1]"] where authority.lowercased().hasPrefix(name) {
      let rest = authority.dropFirst(name.count)
      if rest.isEmpty { return true }
      let port = rest.dropFirst()
      return rest.first == ":" && (1...5).contains(port.utf8.count)
        && port.utf8.allSatisfy { (48..<58).contains($0) }
    }
    return false
  }
}
