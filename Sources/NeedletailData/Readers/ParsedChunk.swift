import Glibc

/// The rows that one block of a file gave, as columns.
///
/// Columns are allocated for as many rows as the block can hold, written through pointers that the parser
/// takes once, and cut to length at the end; untouched pages cost nothing.
final class ParsedChunk: @unchecked Sendable {
  // One thread writes a chunk; others read it after the loop that made it.

  let columns: Pointers
  private(set) var count = 0
  /// Physical lines of the block.
  var lines = 0
  var userStrings = StringTable()
  var itemStrings = StringTable()
  var sessionStrings = StringTable()
  var kindNames = StringTable()
  /// Rows left out, with the line within the block of the first few.
  var skipped = 0
  var reasons: [RowError] = []
  /// The row that ended the parsing.
  var failure: RowError?

  /// How many reasons are kept.
  static let reasonLimit = 5

  /// Where each column begins; nil for columns that the file lacks.
  struct Pointers {
    var users: UnsafeMutablePointer<Int64>
    var items: UnsafeMutablePointer<Int64>
    var values: UnsafeMutablePointer<Float>?
    var times: UnsafeMutablePointer<Int64>?
    var kinds: UnsafeMutablePointer<UInt8>?
    var sessions: UnsafeMutablePointer<Int64>?
    var completion: UnsafeMutablePointer<Float>?
    var dwell: UnsafeMutablePointer<Float>?
    var folds: UnsafeMutablePointer<UInt8>?
  }

  init(capacity: Int, roles: Set<FieldRole>) {
    func column<T>(_ role: FieldRole, _ type: T.Type) -> UnsafeMutablePointer<T>? {
      roles.contains(role) ? .allocate(capacity: capacity) : nil
    }
    columns = Pointers(
      users: .allocate(capacity: capacity), items: .allocate(capacity: capacity),
      values: column(.value, Float.self), times: column(.time, Int64.self), kinds: column(.kind, UInt8.self),
      sessions: column(.session, Int64.self), completion: column(.completion, Float.self),
      dwell: column(.dwell, Float.self), folds: column(.fold, UInt8.self))
  }

  deinit {
    columns.users.deallocate()
    columns.items.deallocate()
    columns.values?.deallocate()
    columns.times?.deallocate()
    columns.kinds?.deallocate()
    columns.sessions?.deallocate()
    columns.completion?.deallocate()
    columns.dwell?.deallocate()
    columns.folds?.deallocate()
  }

  /// Says how many rows were written.
  func finish(count: Int) { self.count = count }

  /// Records a row that cannot be read.
  ///
  /// - Returns: whether parsing goes on.
  func reject(_ error: RowError, policy: ReadOptions.ErrorPolicy) -> Bool {
    guard policy == .skip else {
      failure = error
      return false
    }
    skipped += 1
    if reasons.count < Self.reasonLimit { reasons.append(error) }
    return true
  }
}

/// What is wrong with a row, and its line within the block, from 0.
struct RowError: Error {
  var line: Int
  var message: String
}
