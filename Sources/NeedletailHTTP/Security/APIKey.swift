/// A key that clients show, of which the server knows the digest only.
public struct APIKey: Sendable, Hashable {
  /// Its name in the log and in metrics.
  public var name: String
  /// The SHA-256 digest of the secret, 32 bytes.
  public var digest: [UInt8]
  /// What it may be used for: "read", "write", "admin".
  package var scopes: Set<Scope>

  /// A key.
  package init(name: String, digest: [UInt8], scopes: Set<Scope>) {
    self.name = name
    self.digest = digest
    self.scopes = scopes
  }
}
