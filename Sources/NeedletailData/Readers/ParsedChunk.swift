import CKernels

/// The rows that one block of a file gave, as columns.
///
/// Columns are allocated for as many rows as the block can hold, written through pointers that the parser
/// takes once, and cut to length at the end; untouched pages cost nothing.
final class ParsedChunk: @unchecked Sendable {
  // One thread writes a chunk; others read it after the loop that made it.

  let columns: Pointers
  private(set) var count = 0
  /// The bounds of those ids that are integers.
  private(set) var userBounds = needletail_bounds(low: .max, high: .min, count: 0)
  private(set) var itemBounds = needletail_bounds(low: .max, high: .min, count: 0)
  private(set) var sessionBounds = needletail_bounds(low: .max, high: .min, count: 0)
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
    var intent: UnsafeMutablePointer<Float>?
    var folds: UnsafeMutablePointer<UInt8>?
  }

  private let slab: UnsafeMutableRawPointer

  init(capacity: Int, roles: Set<FieldRole>) {
    // Columns of eight bytes come first, so that each column is aligned.
    let wide = 2 + (roles.contains(.time) ? 1 : 0) + (roles.contains(.session) ? 1 : 0)
    let narrow = [FieldRole.value, .completion, .dwell, .intent].count { roles.contains($0) }
    let bytes = capacity * (8 * wide + 4 * narrow + [FieldRole.kind, .fold].count { roles.contains($0) })
    slab = HugePages.allocate(bytes)
    var next = slab
    func column<T>(_ role: FieldRole, _ type: T.Type) -> UnsafeMutablePointer<T>? {
      guard roles.contains(role) else { return nil }
      defer { next += capacity * MemoryLayout<T>.stride }
      return next.bindMemory(to: T.self, capacity: capacity)
    }
    let users = next.bindMemory(to: Int64.self, capacity: capacity)
    let items = users + capacity
    next = UnsafeMutableRawPointer(items + capacity)
    let times = column(.time, Int64.self)
    let sessions = column(.session, Int64.self)
    let values = column(.value, Float.self)
    let completion = column(.completion, Float.self)
    let dwell = column(.dwell, Float.self)
    let intent = column(.intent, Float.self)
    columns = Pointers(
      users: users, items: items, values: values, times: times, kinds: column(.kind, UInt8.self),
      sessions: sessions, completion: completion, dwell: dwell, intent: intent,
      folds: column(.fold, UInt8.self))
  }

  deinit { slab.deallocate() }

  /// Says how many rows were written so far: the bounds of the new ones are found while these are in the cache.
  func note(count: Int) {
    let new = count - self.count
    guard new > 0 else { return }
    func extend(_ bounds: inout needletail_bounds, _ column: UnsafeMutablePointer<Int64>) {
      let found = needletail_find_bounds(column + self.count, new, IDCode.firstInteger)
      bounds.low = min(bounds.low, found.low)
      bounds.high = max(bounds.high, found.high)
      bounds.count += found.count
    }
    extend(&userBounds, columns.users)
    extend(&itemBounds, columns.items)
    if let sessions = columns.sessions { extend(&sessionBounds, sessions) }
    self.count = count
  }

  /// Says how many rows were written in all.
  func finish(count: Int) { note(count: count) }

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
