import NeedletailConfiguration
import NeedletailData

extension APIKey {
  /// Reads one element of the list `keys`: its name, its scopes, and its secret in one of three forms.
  init(
    _ section: inout ConfigurationSection, environment: [String: String]
  ) throws(ConfigurationError) {
    guard let name = try section.string("name"), RequestName.isWellFormed(name) else {
      throw section.fault("name", "expected a name of letters, digits, '.', '_' and '-'")
    }
    let digest = try Self.digest(&section, environment)
    var scopes: Set<Scope> = []
    for word in try section.strings("scopes") ?? [Scope.read.rawValue] {
      guard let scope = Scope(rawValue: word) else {
        let known = Scope.allCases.map(\.rawValue)
        throw section.fault(
          "scopes",
          "expected \(known.joined(separator: ", ")), found '\(word)'"
            + NearestWord.hint(for: word, among: known))
      }
      scopes.insert(scope)
    }
    guard !scopes.isEmpty else { throw section.fault("scopes", "expected at least one scope, found none") }
    self.init(name: name, digest: digest, scopes: scopes)
  }

  private static func digest(
    _ section: inout ConfigurationSection, _ environment: [String: String]
  ) throws(ConfigurationError) -> [UInt8] {
    let secret = try section.string("secret")
    let variable = try section.string("variable")
    let sha256 = try section.string("sha256")
    guard [secret, variable, sha256].compactMap({ $0 }).count == 1 else {
      throw section.fault("secret", "expected one of secret, variable and sha256")
    }
    if let sha256 {
      guard let digest = KeyRing.bytes(hexadecimal: sha256), digest.count == 32 else {
        throw section.fault("sha256", "expected 64 hexadecimal digits")
      }
      return digest
    }
    if let variable {
      guard let value = environment[variable], !value.isEmpty else {
        throw section.fault(
          "variable", "expected a secret in the environment variable \(variable), found none")
      }
      return KeyRing.digest(of: value)
    }
    guard let secret, secret.utf8.count >= 8 else {
      throw section.fault("secret", "expected at least 8 bytes")
    }
    return KeyRing.digest(of: secret)
  }
}
