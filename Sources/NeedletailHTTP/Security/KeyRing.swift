package import HTTPTypes
import Hummingbird
import NeedletailCore

/// The keys that a server knows.
package struct KeyRing: Sendable {
  private let keys: [APIKey]

  /// The keys of a configuration; none lets everybody do all.
  package init(_ keys: [APIKey]) { self.keys = keys }

  /// Whether everybody may do all, since there is no key.
  package var isOpen: Bool { keys.isEmpty }

  /// Who sends a request, by the key in `X-API-Key` or in `Authorization: Bearer`.
  ///
  /// The digest of what is shown is compared with the digests of all keys, every byte of each, so that the time
  /// tells nothing about how near a guess came.
  /// - Returns: nobody when no key is shown; nil when an unknown one is.
  package func caller(_ headers: HTTPFields) -> Caller? {
    guard !isOpen else { return Caller(name: nil, scopes: Set(Scope.allCases)) }
    guard let secret = Self.secret(headers) else { return .nobody }
    let digest = Self.digest(of: secret)
    var found: Caller?
    for key in keys {
      var difference: UInt8 = key.digest.count == digest.count ? 0 : 1
      for (a, b) in zip(key.digest, digest) { difference |= a ^ b }
      if difference == 0 { found = Caller(name: key.name, scopes: key.scopes) }
    }
    return found
  }

  /// The SHA-256 digest of a secret.
  package static func digest(of secret: String) -> [UInt8] {
    var sha = SHA256()
    sha.update(secret.utf8)
    return bytes(hexadecimal: sha.hexadecimal()) ?? []
  }

  /// The bytes that pairs of hexadecimal digits stand for; nil for anything else.
  package static func bytes(hexadecimal text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[place], let low = digits[place + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }

  private static func secret(_ headers: HTTPFields) -> String? {
    if let key = headers[.apiKey] { return key }
    guard let authorization = headers[.authorization] else { return nil }
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1]).trimmed
  }
}

extension HTTPField.Name {
  /// The header in which clients show their key.
  static let apiKey = HTTPField.Name("X-API-Key")!
  /// The header that names a request.
  package static let requestID = HTTPField.Name("X-Request-ID")!
}

extension String {
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start[..<(start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex)])
  }
}
