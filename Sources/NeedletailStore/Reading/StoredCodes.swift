/// The codes of a store as they lie in its tables, read when it is opened.
struct StoredCodes: Sendable {
  private let place: String
  /// Ids by code; nil for erased users.
  private var users: [String?] = []
  private var items: [String] = []
  private var kinds: [String] = []
  /// Items whose record was removed.
  private(set) var absentItems: Set<Int32> = []
  /// The sequence of the latest change.
  let sequence: Int64

  /// No codes yet.
  init(sequence: Int64, place: String) {
    self.sequence = sequence
    self.place = place
  }

  /// Takes the next user in the order of codes; the id of an erased one is nil.
  ///
  /// - Throws: `StoreError` (damaged) when its code is not the next, as the others do.
  mutating func addUser(_ code: Int64, _ id: String?) throws {
    try require(code == Int64(users.count), "users")
    users.append(id)
  }

  /// Takes the next item.
  mutating func addItem(_ code: Int64, _ id: String, isPresent: Bool) throws {
    try require(code == Int64(items.count), "items")
    if !isPresent { absentItems.insert(Int32(items.count)) }
    items.append(id)
  }

  /// Takes the next kind.
  mutating func addKind(_ code: Int64, _ name: String) throws {
    try require(code == Int64(kinds.count) && kinds.count < ChangeLimits.kinds, "kinds")
    kinds.append(name)
  }

  private func require(_ isSound: Bool, _ what: String) throws {
    guard isSound else { throw StoreError(.damaged, place: place, "the codes of \(what) are not dense") }
  }

  /// Gives the codes to empty identifiers.
  func publish(to identifiers: Identifiers) {
    for id in users { identifiers.appendUser(id) }
    for id in items { identifiers.appendItem(id) }
    for name in kinds { identifiers.appendKind(name) }
  }
}
