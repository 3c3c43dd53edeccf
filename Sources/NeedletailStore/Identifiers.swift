import NeedletailData
import Synchronization

/// The codes of users, items and kinds: dense numbers from 0, in the order of their coming, for good.
///
/// Any thread may ask; only the store gives codes, and only after the transaction that needed them is durable.
/// The code of an erased user is never given again, and its id is forgotten.
public final class Identifiers: Sendable {
  private struct Tables {
    var users = CodeTable()
    var items = CodeTable()
    var kinds = CodeTable()
  }

  private let tables = Mutex(Tables())

  /// No codes yet.
  public init() {}

  /// The code of a user; nil for an unknown one.
  public func user(_ id: String) -> Int32? { tables.withLock { $0.users.code(id) } }
  /// The code of an item; nil for an unknown one.
  public func item(_ id: String) -> Int32? { tables.withLock { $0.items.code(id) } }
  /// The code of a kind; nil for an unknown one.
  public func kind(_ name: String) -> UInt8? {
    tables.withLock { $0.kinds.code(name).map { UInt8($0) } }
  }

  /// The id of a user; nil for an erased one, and for a code that was not given.
  public func userID(_ code: Int32) -> String? { tables.withLock { $0.users.id(code) } }
  /// The id of an item; nil for a code that was not given.
  public func itemID(_ code: Int32) -> String? { tables.withLock { $0.items.id(code) } }
  /// The ids of some items, in their order.
  public func itemIDs(_ codes: [Int32]) -> [String?] {
    tables.withLock { tables in codes.map { tables.items.id($0) } }
  }
  /// The names of all kinds, by code.
  public var kindNames: [String] { tables.withLock { $0.kinds.ids.map { $0 ?? "" } } }
  /// How many user codes were given.
  public var userCount: Int { tables.withLock { $0.users.ids.count } }
  /// How many item codes were given.
  public var itemCount: Int { tables.withLock { $0.items.ids.count } }

  /// Gives the next code to a user.
  package func appendUser(_ id: String?) { tables.withLock { $0.users.append(id) } }
  /// Gives the next code to an item.
  package func appendItem(_ id: String?) { tables.withLock { $0.items.append(id) } }
  /// Gives the next code to a kind.
  package func appendKind(_ name: String) { tables.withLock { $0.kinds.append(name) } }
  /// Forgets the id of a user; the code stays taken.
  package func forgetUser(_ code: Int32) { tables.withLock { $0.users.forget(code) } }
}

/// Ids by code, and codes by id.
private struct CodeTable {
  private var codes: [ExactID: Int32] = [:]
  private(set) var ids: [String?] = []

  func code(_ id: String) -> Int32? { codes[ExactID(id)] }

  mutating func append(_ id: String?) {
    if let id { codes[ExactID(id)] = Int32(ids.count) }
    ids.append(id)
  }

  func id(_ code: Int32) -> String? { ids.indices.contains(Int(code)) ? ids[Int(code)] : nil }

  mutating func forget(_ code: Int32) {
    guard let id = id(code) else { return }
    codes[ExactID(id)] = nil
    ids[Int(code)] = nil
  }
}
