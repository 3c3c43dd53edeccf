import CPostgreSQL

/// Where a database is and how to get in, of which only the harmless parts are ever shown.
struct PostgresAddress: Sendable {
  /// The address as the caller gave it, with all secrets.
  let url: String
  /// Host, port and database, for messages.
  let place: String
  /// Words that no message may hold.
  private let secrets: [String]

  /// Reads an address.
  ///
  /// - Throws: `StoreError` (unavailable) for what is no `postgresql://` address.
  init(_ url: String) throws {
    let known = "postgresql://USER@HOST:PORT/DATABASE"
    guard url.hasPrefix("postgresql://") || url.hasPrefix("postgres://"), !url.utf8.contains(0) else {
      throw StoreError(.unavailable, place: "postgresql", "expected an address like \(known)")
    }
    // What the library says of a malformed address quotes it, password included.
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(url, &message) else {
      PQfreemem(message)
      throw StoreError(
        .unavailable, place: "postgresql",
        "expected an address like \(known); this one cannot be read (which part is not said, as it may hold a "
          + "password)")
    }
    defer { PQconninfoFree(options) }
    var values: [String: String] = [:]
    var place = options
    while let keyword = place.pointee.keyword {
      if let value = place.pointee.val { values[String(cString: keyword)] = String(cString: value) }
      place += 1
    }
    self.url = url
    let host = values["host"] ?? values["hostaddr"] ?? "localhost"
    // A port that is no number may be a password with an '@' in it.
    let port = values["port"].map { UInt16($0) == nil ? ":?" : ":\($0)" } ?? ""
    self.place = "postgresql://\(host)\(port)/\(values["dbname"] ?? "")"
    secrets = ["password", "sslpassword"].compactMap { values[$0] }.filter { !$0.isEmpty }
  }

  /// A message in which secrets are blotted out.
  func withoutSecrets(_ message: String) -> String {
    var message = message
    for secret in secrets + [url] { message = message.replacing(secret, with: "***") }
    return message
  }
}
