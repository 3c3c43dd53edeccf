/// One thing a client wants written.
public enum Change: Sendable, Hashable {
  /// Adds an event. Unknown users, items and kinds come into being with it.
  case addEvent(NewEvent)
  /// Adds an event in place of all earlier ones of its kind, user and item, which stop counting.
  case replaceEvents(NewEvent)
  /// All events of a user with an item stop counting (of one kind, or of all when `kind` is nil). The log keeps
  /// them with a tombstone. Affects as many as there were feedback records.
  case removeEvents(user: String, item: String, kind: String?)
  /// Sets a user.
  case putUser(UserRecord)
  /// Changes some parts of a user; an unknown id is an error.
  case patchUser(id: String, UserPatch)
  /// Erases a person: the user and all their events leave the database for good. An unknown id affects none.
  case eraseUser(id: String)
  /// Sets an item.
  case putItem(ItemRecord)
  /// Changes some parts of an item; an unknown id is an error.
  case patchItem(id: String, ItemPatch)
  /// Takes an item and all events with it away; a later item of the same id starts anew, under the same
  /// code. An unknown id affects none.
  case removeItem(id: String)
}

/// What became of one change of a group that was committed.
public struct Receipt: Sendable, Hashable {
  /// The number of the change in the order of all changes, from 1; that of the first sending for a duplicate.
  public var sequence: Int64
  /// Whether the event had been stored before, under the same event id.
  public var isDuplicate: Bool
  /// How many records changed; 0 for a duplicate.
  public var affected: Int
  /// The code of the user whom the change named, also of one whom it erased; nil for an unknown one.
  public var user: Int32?
  /// The code of the item that the change named; nil for an unknown one.
  public var itemCode: Int32?
  /// The event in codes, for memory to apply; nil for a duplicate and for changes that are no single event.
  public var event: StoredEvent?
  /// What was stored, as it now is, when the change was to an item; nil for a removed one.
  public var item: ItemRecord?

  /// A receipt.
  public init(
    sequence: Int64, isDuplicate: Bool = false, affected: Int = 1, user: Int32? = nil,
    itemCode: Int32? = nil, event: StoredEvent? = nil, item: ItemRecord? = nil
  ) {
    self.sequence = sequence
    self.isDuplicate = isDuplicate
    self.affected = affected
    self.user = user
    self.itemCode = itemCode
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

extension ChangeError {
  /// The refusal of a kind for which no code is left.
  package static func tooManyKinds(_ kind: String) -> ChangeError {
    ChangeError(
      .invalid,
      "expected at most \(ChangeLimits.kinds) kinds of events, found '\(kind.prefix(60))' as a further one")
  }
}
