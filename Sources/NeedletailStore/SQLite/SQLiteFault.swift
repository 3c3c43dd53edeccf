import GRDB

/// Runs work on a database and gives its errors the words of a store.
///
/// Statements and their values are left out: they hold what people did.
func translatingFaults<Value>(of place: String, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as DatabaseError {
    throw StoreError(error, place: place)
  }
}

extension StoreError {
  /// The words for a fault of SQLite.
  init(_ error: DatabaseError, place: String) {
    let said = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(
        .unavailable, place: place,
        "the disk is full; nothing of the group was written. Free some space and send it again")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(.unavailable, place: place, "expected to write here, but it is read-only (\(said))")
    case .SQLITE_CANTOPEN, .SQLITE_NOTFOUND:
      self.init(
        .unavailable, place: place, "cannot be opened: missing, no directory, or not permitted (\(said))")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        .damaged, place: place,
        "the database is damaged (\(said)); restore a backup, or look at what `check` finds")
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
      self.init(.damaged, place: place, "what is stored breaks its own rules (\(said))")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.inUse, place: place, "another process holds the database (\(said))")
    default:
      self.init(.unavailable, place: place, "reading or writing failed (\(said))")
    }
  }
}
