import GRDB
import Glibc

extension SQLiteStore {
  /// Writes a copy of one moment into one file while the store goes on.
  ///
  /// The copy is written beside `path`, checked, made durable, and takes its name last: whatever lies there under
  /// that name is a whole backup.
  /// - Throws: `StoreError`: unavailable when it cannot be written there, damaged when the store is.
  public func backup(to path: String) throws {
    guard !StoreDirectory.isSame(path, StoreDirectory.database(in: directory)) else {
      throw StoreError(.unavailable, place: path, "expected another file than the store's own")
    }
    try Self.replace(path) { aside in
      try translatingFaults(of: path) { try Self.copy(pool, to: aside, place: path) }
    }
  }

  /// Makes a store of a backup.
  ///
  /// A store that is in the directory already is replaced, unless somebody uses it.
  /// - Throws: `StoreError`: inUse; unavailable for a missing backup or a place that cannot be written; damaged and
  ///   tooNew for a backup that cannot be used, which then leaves the directory as it was.
  public static func restore(from backup: String, to directory: String) throws {
    guard access(backup, R_OK) == 0 else { throw StoreError(lastSystemFaultAt: backup) }
    try StoreDirectory.make(directory)
    let lock = try DirectoryLock(directory: directory)
    try withExtendedLifetime(lock) {
      let path = StoreDirectory.database(in: directory)
      try replace(path) { aside in
        try translatingFaults(of: backup) {
          let source = try readOnly(backup)
          defer { try? source.close() }
          try source.read { _ = try SQLiteSchema.require($0, place: backup) }
          try copy(source, to: aside, place: backup)
        }
        // A write-ahead log that the old store left would be played into the new one.
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
      }
    }
  }

  /// Copies a moment of a database into one file, and checks it.
  private static func copy(_ source: some DatabaseReader, to path: String, place: String) throws {
    let copy = try DatabaseQueue(path: path)
    defer { try? copy.close() }
    try source.backup(to: copy)
    try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    let findings = try copy.read { database in
      try SQLiteSchema.require(database, place: place)
      return try StoreCheck.findings(database)
    }
    if let first = findings.first {
      throw StoreError(.damaged, place: place, "the copy has \(findings.count) faults: \(first)")
    }
  }

  /// Lets a file be written aside, makes it durable and gives it its name.
  private static func replace(_ path: String, _ write: (String) throws -> Void) throws {
    let aside = "\(path).partial"
    let leftovers = ["", "-wal", "-shm", "-journal"].map { aside + $0 }
    for leftover in leftovers { unlink(leftover) }
    do {
      try write(aside)
      try StoreDirectory.sync(aside)
      guard rename(aside, path) == 0 else { throw StoreError(lastSystemFaultAt: path) }
      try StoreDirectory.sync(StoreDirectory.parent(of: path))
    } catch {
      for leftover in leftovers { unlink(leftover) }
      throw error
    }
  }
}

extension StoreDirectory {
  /// Whether two paths lead to one file.
  static func isSame(_ left: String, _ right: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(left, &first) == 0 && stat(right, &second) == 0 && first.st_ino == second.st_ino
      && first.st_dev == second.st_dev
  }
}
