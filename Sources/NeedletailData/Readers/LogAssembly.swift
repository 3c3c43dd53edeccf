import NeedletailMath

/// Joins the parsed chunks of one or more files into one log.
struct LogAssembly {
  private let texts: [ParsedText]
  /// Pairs that are no interactions but whose ids count: sampled negatives.
  private let negatives: ParsedText?
  private let pool: WorkerPool
  private let chunks: [ParsedChunk]
  private let offsets: [Int]

  init(_ texts: [ParsedText], negatives: ParsedText? = nil, pool: WorkerPool) {
    self.texts = texts
    self.negatives = negatives
    self.pool = pool
    chunks = texts.flatMap(\.chunks)
    offsets = chunks.reduce(into: [0]) { $0.append($0.last! + $1.count) }
  }

  /// The number of rows.
  var count: Int { offsets.last! }

  /// What was put together.
  struct Result {
    var log: InteractionLog
    /// User row and item row of the negatives, in their order.
    var negatives: [(user: Int32, item: Int32)] = []
  }

  /// Builds the log: a column that only some of the files have is filled up with what stands for unknown.
  func assemble(clock: InteractionLog.Clock) throws -> Result {
    let extra = negatives?.chunks ?? []
    let all = chunks + extra
    let users = try RowAssembly(.user, of: all, pool: pool)
    let userRows = rows(users, .user)
    let items = try RowAssembly(.item, of: all, pool: pool)
    let itemRows = rows(items, .item)
    let roles = texts.reduce(into: Set<FieldRole>()) { $0.formUnion($1.roles) }
    var log = InteractionLog(
      users: users.vocabulary, items: items.vocabulary, userRows: userRows, itemRows: itemRows, clock: clock)
    if roles.contains(.value) { log.values = column(missing: 1) { $0.values } }
    if roles.contains(.time), texts.allSatisfy({ $0.roles.contains(.time) }) {
      log.times = column(missing: 0) { $0.times }
    }
    if roles.contains(.kind) { try addKinds(to: &log) }
    if roles.contains(.session), texts.allSatisfy({ $0.roles.contains(.session) }) {
      log.sessions = rows(try RowAssembly(.session, of: chunks, pool: pool), .session)
    }
    if roles.contains(.completion) { log.signals["completion"] = column(missing: .nan) { $0.completion } }
    if roles.contains(.dwell) { log.signals["dwell"] = column(missing: .nan) { $0.dwell } }
    if roles.contains(.intent) { log.signals["intent"] = column(missing: .nan) { $0.intent } }
    return Result(log: log, negatives: extraRows(extra, after: chunks.count, users: users, items: items))
  }

  /// The fold of each row.
  func folds() -> SharedBuffer<UInt8> { column(missing: 0) { $0.folds } }

  private func rows(_ assembly: RowAssembly, _ side: RowAssembly.Side) -> SharedBuffer<Int32> {
    SharedBuffer(count: count) { buffer in
      HugePages.advise(UnsafeMutableRawBufferPointer(buffer))
      let target = SharedPointer(buffer)
      pool.forEach(count: chunks.count) { number in
        assembly.translate(side, of: chunks[number], number: number, to: target.base + offsets[number])
      }
    }
  }

  private func column<T: BitwiseCopyable & Sendable>(
    missing: T, _ column: @Sendable (ParsedChunk.Pointers) -> UnsafeMutablePointer<T>?
  ) -> SharedBuffer<T> {
    SharedBuffer(count: count) { buffer in
      HugePages.advise(UnsafeMutableRawBufferPointer(buffer))
      let target = SharedPointer(buffer)
      pool.forEach(count: chunks.count) { number in
        let chunk = chunks[number]
        let start = target.base + offsets[number]
        if let source = column(chunk.columns) {
          start.initialize(from: source, count: chunk.count)
        } else {
          start.initialize(repeating: missing, count: chunk.count)
        }
      }
    }
  }

  /// Kinds are numbered in the order in which they first appear.
  private func addKinds(to log: inout InteractionLog) throws {
    var table = StringTable()
    let numbers = chunks.map { chunk in
      (0..<chunk.kindNames.count).map { number in
        chunk.kindNames[number].withUnsafeBufferPointer { table.intern($0) }
      }
    }
    guard table.count <= 255 else {
      throw DataError("expected at most 255 kinds of event, found \(table.count)")
    }
    log.kindNames = (0..<table.count).map { TextEncoding.decode(table[$0]) }
    log.kinds = SharedBuffer(count: count) { buffer in
      let target = SharedPointer(buffer)
      pool.forEach(count: chunks.count) { number in
        let chunk = chunks[number]
        for row in 0..<chunk.count {
          target[offsets[number] + row] =
            chunk.columns.kinds.map { UInt8(numbers[number][Int($0[row])]) } ?? 0
        }
      }
    }
  }

  private func extraRows(
    _ extra: [ParsedChunk], after first: Int, users: RowAssembly, items: RowAssembly
  ) -> [(user: Int32, item: Int32)] {
    extra.enumerated().flatMap { index, chunk in
      var userRows = [Int32](repeating: 0, count: chunk.count)
      var itemRows = userRows
      userRows.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { users.translate(.user, of: chunk, number: first + index, to: base) }
      }
      itemRows.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { items.translate(.item, of: chunk, number: first + index, to: base) }
      }
      return zip(userRows, itemRows).map { (user: $0, item: $1) }
    }
  }
}
