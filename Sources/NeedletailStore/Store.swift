public import NeedletailData

/// Where events, users and items are kept for good.
///
/// One process owns a store, and one thread of it writes. Reading is open to all threads at any time and sees
/// whole groups only.
///
/// Laws that every store obeys, and that the contract suite checks:
/// - What `commit` returned for is durable: it survives the end of the process and of the machine's power.
/// - Every change takes one sequence, whatever it affects; refused ones and duplicates take none. Sequences are
///   never given again, nor are codes.
/// - The changes of a group take effect in their order, each after all earlier groups; sequences ascend.
/// - A refused change leaves no trace, and does not touch its neighbours.
/// - An event id that was seen before changes nothing, and returns the first sequence.
/// - A group that fails as a whole (a full disk) leaves no trace, and the store stays usable.
public protocol Store: AnyObject, Sendable {
  /// The codes of users, items and kinds.
  var identifiers: Identifiers { get }
  /// The sequence of the latest committed change; 0 for a new store.
  var lastSequence: Int64 { get }

  /// Writes a group of changes durably, all in one transaction.
  ///
  /// - Parameters:
  ///   - changes: in order.
  ///   - now: the time of writing, in milliseconds.
  /// - Returns: a receipt or a refusal for each.
  /// - Throws: `StoreError` when nothing of the group could be written.
  func commit(_ changes: [Change], now: Int64) throws -> [Result<Receipt, ChangeError>]

  /// Reads all events that count, in the order of their sequences, some thousand at a time.
  ///
  /// Events that were replaced, removed or erased are left out.
  func forEachEvent(_ body: ([StoredEvent]) throws -> Void) throws
  /// Reads all items in the order of their codes, some thousand at a time; removed ones are left out.
  func forEachItem(_ body: ([(code: Int32, item: ItemRecord)]) throws -> Void) throws

  /// A user, or nil.
  func user(_ id: String) throws -> UserRecord?
  /// Users in the order of their ids as bytes, from a page's `next` on; at least one a page.
  ///
  /// - Throws: `StoreError` (invalidCursor) for a cursor that no page gave, as all paged readers do.
  func users(from cursor: String?, count: Int) throws -> Page<UserRecord>
  /// An item, or nil.
  func item(_ id: String) throws -> ItemRecord?
  /// Items in the order of their ids as bytes, from a page's `next` on.
  func items(from cursor: String?, count: Int) throws -> Page<ItemRecord>
  /// The keyed view of events, ordered by kind, user and item as bytes, from a page's `next` on.
  func feedback(_ filter: FeedbackFilter, from cursor: String?, count: Int) throws -> Page<FeedbackRecord>

  /// Everything that counts at one moment, as the commands of the tool read it: events in the order of their
  /// sequences, kinds numbered as in the store, attributes of items and users from their labels.
  func dataSet() throws -> (data: DataSet, sequence: Int64)

  /// Forgets events of before a time for good, with their event ids; says how many, counting those that had
  /// been replaced or removed too.
  func forgetEvents(before time: Int64) throws -> Int
  /// Writes a consistent copy while the store goes on, verified before it takes its name.
  func backup(to path: String) throws
  /// Checks what is on disk against its own rules; findings are sentences, none for a sound store.
  func check() throws -> [String]
  /// Ends the use of the store; it may be opened anew afterwards.
  func close() throws
}
