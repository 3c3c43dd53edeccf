/// One thing a client wants written.
public enum Change: Sendable, Hashable {
  /// Adds an event. Unknown users, items and kinds come into being with it.
  case addEvent(NewEvent)
  /// Adds an event in place of all earlier ones of its kind, user and item, which stop counting.
  case replaceEvents(NewEvent)
  /// All events of a user with an item stop counting (of one kind, or of all when `kind` is nil). The log keeps
  /// a tombstone. Affects as many as there were feedback records.
  case removeEvents(user: String, item: String, kind: String?)
  /// Sets a user.
  case putUser(UserRecord)
  /// Changes some parts of a user; an unknown id is an error.
  case patchUser(id: String, UserPatch)
  /// Erases a person: the user and all their events leave the database for good.
  case eraseUser(id: String)
  /// Sets an item.
  case putItem(ItemRecord)
  /// Changes some parts of an item; an unknown id is an error.
  case patchItem(id: String, ItemPatch)
  /// Takes an item and all events with it away; a later item of the same id starts anew.
  case removeItem(id: String)
}

/// What became of one change of a group that was committed.
public struct Receipt: Sendable, Hashable {
  /// The number of the change in the order of all changes, from 1; that of the first sending for a duplicate.
  public var sequence: Int64
  /// Whether the event had been stored before, under the same event id.
  public var isDuplicate: Bool
  /// How many records changed.
  public var affected: Int
  /// The event in codes, for memory to apply; nil for a duplicate and for changes that are no single event.
  public var event: StoredEvent?
  /// What was stored, as it now is, when the change was to an item; nil for a removed one.
  public var item: ItemRecord?

  /// A receipt.
  public init(
    sequence: Int64, isDuplicate: Bool = false, affected: Int = 1, event: StoredEvent? = nil,
    item: ItemRecord? = nil
  ) {
    self.sequence = sequence
    self.isDuplicate = isDuplicate
    self.affected = affected
    self.event = event
    self.item = item
  }
}

/// Why one change was refused; the others of its group are not touched by that.
public struct ChangeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: Sendable, Hashable {
    /// The change is malformed: an empty id, a value that is no number.
    case invalid
    /// It names a user or an item that does not exist.
    case notFound
  }

  /// What kind of fault.
  public var code: Code
  /// What was expected and what was found.
  public var message: String

  /// A refusal.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
