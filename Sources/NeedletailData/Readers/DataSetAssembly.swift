import NeedletailMath

/// Makes data sets of parsed files.
struct DataSetAssembly {
  let source: String
  let options: ReadOptions

  /// A data set of one file.
  func single(_ parsed: InteractionFile.Parsed) throws -> DataSet {
    let assembly = LogAssembly([parsed.text], pool: options.pool)
    try requireRows(assembly, parsed.text.skipped)
    var log = try assembly.assemble(clock: parsed.text.clock).log
    if parsed.format == .pairs, log.times == nil {
      log.times = Self.ranks(log)
      log.clock = .order
    }
    var data = DataSet(source: source, format: parsed.format.rawValue, log: log)
    data.skipped = parsed.text.skipped
    if parsed.text.roles.contains(.fold) {
      let folds = assembly.folds()
      let most = folds.withUnsafeBufferPointer { $0.max() ?? 0 }
      data.given = GivenDivision(parts: folds, folds: Int(most))
    }
    return data
  }

  /// A data set of files that each hold one part: 0 training, 1 test, 2 validation.
  ///
  /// - Parameter negatives: pairs of users and the items their test items are ranked against.
  func divided(
    _ parts: [(part: UInt8, parsed: InteractionFile.Parsed)], negatives: ParsedText? = nil, format: String
  ) throws -> DataSet {
    let assembly = LogAssembly(parts.map(\.parsed.text), negatives: negatives, pool: options.pool)
    var skipped = SkippedRows()
    for text in parts.map(\.parsed.text) + [negatives].compactMap(\.self) {
      skipped.count += text.skipped.count
      skipped.examples = Array(
        (skipped.examples + text.skipped.examples).prefix(ParsedChunk.reasonLimit))
    }
    try requireRows(assembly, skipped)
    let clocks = parts.map(\.parsed.text.clock)
    var result = try assembly.assemble(clock: clocks[0])
    let counts = parts.map { $0.parsed.text.count }
    // Clocks that differ order a history all the same: the parts follow each other.
    if Set(clocks).count > 1 { Self.joinClocks(&result.log, counts: counts) }
    let labels = SharedBuffer<UInt8>(count: assembly.count) { target in
      var start = 0
      for (part, count) in zip(parts, counts) {
        UnsafeMutableBufferPointer(rebasing: target[start..<start + count]).initialize(repeating: part.part)
        start += count
      }
    }
    var data = DataSet(source: source, format: format, log: result.log, skipped: skipped)
    data.given = GivenDivision(
      parts: labels,
      negatives: negatives.map { _ in Self.negatives(result.negatives, log: result.log, parts: labels) })
    return data
  }

  private func requireRows(_ assembly: LogAssembly, _ skipped: SkippedRows) throws {
    guard assembly.count == 0 else { return }
    if let first = skipped.examples.first {
      throw DataError(
        file: first.file, line: first.line,
        "no row could be read (\(skipped.count) were skipped); the first: \(first.message)")
    }
    throw DataError(file: source, "expected interactions, found none")
  }

  /// The place of each row in its user's history, from 0.
  private static func ranks(_ log: InteractionLog) -> SharedBuffer<Int64> {
    var next = [Int64](repeating: 0, count: log.users.count)
    return SharedBuffer(count: log.count) { target in
      log.userRows.withUnsafeBufferPointer { rows in
        for (position, user) in rows.enumerated() {
          target[position] = next[Int(user)]
          next[Int(user)] += 1
        }
      }
    }
  }

  /// Replaces times that mean different things in different parts by ranks: training in its own order, then the
  /// other parts in the order of their files.
  private static func joinClocks(_ log: inout InteractionLog, counts: [Int]) {
    guard let times = log.times else { return }
    let users = log.userRows
    var positions = Array(0..<log.count)
    var part = [UInt8](repeating: 0, count: log.count)
    var start = 0
    for (index, count) in counts.enumerated() {
      for position in start..<start + count { part[position] = UInt8(index) }
      start += count
    }
    times.withUnsafeBufferPointer { times in
      positions.sort { a, b in
        (part[a], times[a], a) < (part[b], times[b], b)
      }
    }
    var next = [Int64](repeating: 0, count: log.users.count)
    log.times = SharedBuffer(count: log.count) { target in
      for position in positions {
        let user = Int(users[position])
        target[position] = next[user]
        next[user] += 1
      }
    }
    log.clock = .order
  }

  /// Item rows by user, ascending, without repetition and without the user's test items.
  private static func negatives(
    _ pairs: [(user: Int32, item: Int32)], log: InteractionLog, parts: SharedBuffer<UInt8>
  ) -> [UserRow: [ItemRow]] {
    var tested = Set<UInt64>()
    func key(_ user: Int32, _ item: Int32) -> UInt64 {
      UInt64(UInt32(bitPattern: user)) << 32 | UInt64(UInt32(bitPattern: item))
    }
    for position in 0..<log.count where parts[position] == 1 {
      tested.insert(key(log.userRows[position], log.itemRows[position]))
    }
    var lists: [UserRow: [ItemRow]] = [:]
    for (user, item) in pairs where !tested.contains(key(user, item)) {
      lists[UserRow(rawValue: user), default: []].append(ItemRow(rawValue: item))
    }
    return lists.mapValues { items in
      items.sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
  }
}
