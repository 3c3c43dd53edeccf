import GRDB
import Glibc
import Synchronization

/// A store in one directory, through SQLite: what a server uses unless it is told otherwise.
///
/// The directory holds `needletail.sqlite` (with `-wal` and `-shm` beside it while it is open) and
/// `needletail.lock`, which names the process that owns it. Writing goes through one connection in write-ahead
/// mode with `synchronous = FULL`: a commit returns when its pages have reached the disk. Readers have connections
/// of their own and see one moment each.
///
/// What is erased is overwritten: pages are cleared as they are freed, and the write-ahead log is emptied after an
/// erasure. A reader that looks at an older moment delays this until it has ended and something is written again,
/// or the store is closed or opened.
public final class SQLiteStore: Store {
  /// The codes of users, items and kinds.
  public let identifiers = Identifiers()
  /// The directory, as the caller named it.
  public let directory: String

  let pool: DatabasePool
  private let lock: Mutex<DirectoryLock?>
  let writing: Mutex<Writing>
  private let sequence: Atomic<Int64>

  /// What only the writer knows.
  struct Writing {
    /// Items whose record was removed.
    var absentItems: Set<Int32> = []
    /// Whether the write-ahead log may still hold what was erased.
    var mustClearLog = false
  }

  /// The sequence of the latest committed change; 0 for a new store.
  public var lastSequence: Int64 { sequence.load(ordering: .acquiring) }

  /// Opens the store of a directory, making both when they are not there.
  ///
  /// - Throws: `StoreError`: inUse when another process, or another value of this one, owns it; unavailable when
  ///   the directory cannot be made or written; damaged; tooNew.
  /// - Complexity: O(users + items).
  public static func open(directory: String) throws -> SQLiteStore { try SQLiteStore(directory: directory) }

  private init(directory: String) throws {
    try StoreDirectory.make(directory)
    let lock = try DirectoryLock(directory: directory)
    self.directory = directory
    let path = StoreDirectory.database(in: directory)
    var configuration = Configuration()
    configuration.label = "needletail"
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { database in
      // Clearing freed pages belongs to erasure. Foreign keys are checked by `check`; the writer makes what it
      // refers to.
      try database.execute(sql: "PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF")
    }
    let opened = try translatingFaults(of: path) { [identifiers] in
      let pool = try DatabasePool(path: path, configuration: configuration)
      do {
        return (pool, try Self.prepare(pool, path: path, identifiers))
      } catch {
        try? pool.close()
        throw error
      }
    }
    pool = opened.0
    self.lock = Mutex(lock)
    writing = Mutex(Writing(absentItems: opened.1.absentItems))
    sequence = Atomic(opened.1.sequence)
    try StoreDirectory.sync(directory)
  }

  /// Sets a new connection up, brings the tables up to date and reads the codes.
  private static func prepare(
    _ pool: DatabasePool, path: String, _ identifiers: Identifiers
  ) throws -> StoredCodes {
    try pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")
      // Rarer checkpoints write a page that many groups changed once.
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864")
      try database.inTransaction(.immediate) {
        try SQLiteSchema.migrate(database, place: path)
        return .commit
      }
      // What an erasure left in the log of a process that was killed goes now.
      _ = try? database.checkpoint(.truncate)
      let codes = try StoredCodes(database, place: path)
      codes.publish(to: identifiers)
      return codes
    }
  }

  /// Writes a group of changes in one transaction, which is on the disk when this returns.
  ///
  /// - Throws: `StoreError`; nothing of the group was written then, and the store stays usable.
  /// - Complexity: O(log events) for each event, and one wait for the disk.
  public func commit(_ changes: [Change], now: Int64) throws -> [Result<Receipt, ChangeError>] {
    guard !changes.isEmpty else { return [] }
    return try writing.withLock { writing in
      let (results, writer) = try translatingFaults(of: directory) {
        try pool.write { [identifiers, absentItems = writing.absentItems, last = lastSequence] database in
          var writer = GroupWriter(
            statements: try WriteStatements(database), now: now, codes: GroupCodes(identifiers),
            sequence: last, absentItems: absentItems)
          var results: [Result<Receipt, ChangeError>] = []
          results.reserveCapacity(changes.count)
          for change in changes {
            do throws(ChangeError) {
              try change.validate()
            } catch {
              results.append(.failure(error))
              continue
            }
            results.append(try writer.write(change))
          }
          if writer.sequence > last { try writer.statements.setSequence(writer.sequence) }
          return (results, GroupOutcome(writer))
        }
      }
      writer.codes.publish()
      writing.absentItems = writer.absentItems
      sequence.store(writer.sequence, ordering: .releasing)
      if writer.hasErased { writing.mustClearLog = true }
      clearLog(&writing)
      return results
    }
  }

  /// Empties the write-ahead log if something was erased; while a reader keeps it, the next writer tries again.
  func clearLog(_ writing: inout Writing) {
    guard writing.mustClearLog else { return }
    let isClear = try? pool.writeWithoutTransaction { database in
      // Waiting for readers would hold up all writers.
      try database.execute(sql: "PRAGMA busy_timeout = 0")
      defer { try? database.execute(sql: "PRAGMA busy_timeout = 5000") }
      _ = try database.checkpoint(.truncate)
      return true
    }
    writing.mustClearLog = isClear != true
  }

  /// Empties the write-ahead log, closes the database and gives the directory up.
  public func close() throws {
    try writing.withLock { writing in
      clearLog(&writing)
      try translatingFaults(of: directory) { try pool.close() }
      lock.withLock { $0 = nil }
    }
  }
}

/// What a committed group leaves to memory.
private struct GroupOutcome: Sendable {
  var codes: GroupCodes
  var sequence: Int64
  var absentItems: Set<Int32>
  var hasErased: Bool

  init(_ writer: GroupWriter) {
    codes = writer.codes
    sequence = writer.sequence
    absentItems = writer.absentItems
    hasErased = writer.hasErased
  }
}

extension SQLiteStore {
  /// How the writer's connection treats the disk, for tests.
  package func settings() throws -> (journal: String?, synchronous: Int?, secureDelete: Int?) {
    try translatingFaults(of: directory) {
      try pool.writeWithoutTransaction { database in
        (
          try String.fetchOne(database, sql: "PRAGMA journal_mode"),
          try Int.fetchOne(database, sql: "PRAGMA synchronous"),
          try Int.fetchOne(database, sql: "PRAGMA secure_delete")
        )
      }
    }
  }
}
