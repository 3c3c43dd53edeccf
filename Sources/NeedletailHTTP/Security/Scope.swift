/// What a key may be used for.
package enum Scope: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Asking: lists, users, items, the state of the server.
  case read
  /// Telling: events, users, items.
  case write
  /// Managing: models, backups.
  case admin

  /// In the order of their declaration.
  package static func < (left: Scope, right: Scope) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }
}

/// Who sent a request.
package struct Caller: Sendable, Hashable {
  /// Somebody who showed no key.
  package static let nobody = Caller(name: nil, scopes: [])

  /// The name of the key; nil without one.
  package var name: String?
  /// What the caller may do.
  package var scopes: Set<Scope>

  /// A caller.
  package init(name: String?, scopes: Set<Scope>) {
    self.name = name
    self.scopes = scopes
  }
}
