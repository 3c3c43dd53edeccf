extension EmbeddingVocabulary {
  /// Counts the ids of a batch and notes when they were seen; reserved rows are passed over.
  ///
  /// - Parameters:
  ///   - batch: rows of this map, before a mask.
  ///   - window: the number of the window of data that the batch belongs to, 0 or more and never descending.
  /// - Throws: `EmbeddingError` with code `row` for a row that no id has; nothing is counted then.
  public mutating func observe(_ batch: RowBatch, window: Int) throws(EmbeddingError) {
    guard batch.range.upperBound <= rowCount else {
      throw EmbeddingError(
        .row, table: name, "expected rows in 0..<\(rowCount), found \(batch.range.upperBound - 1)")
    }
    for number in 0..<batch.uniqueCount {
      let entry = Int(batch.uniqueRows[number]) - reserved.count
      guard entry >= 0 else { continue }
      let (sum, overflow) = counts[entry].addingReportingOverflow(Int32(batch.occurrences(number)))
      counts[entry] = overflow ? .max : sum
      windows[entry] = Int32(window)
    }
  }

  /// How often the id of a row was observed, and in which window last; nil for reserved rows.
  public func statistics(of row: Int32) -> (count: Int, window: Int)? {
    precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
    let entry = Int(row) - reserved.count
    return entry < 0 ? nil : (Int(counts[entry]), Int(windows[entry]))
  }

  /// Sends ids that are rare and were not seen for long to the row of missing ids. No row is given to another id.
  ///
  /// - Parameters:
  ///   - window: the present window.
  ///   - age: how many windows an id must not have been seen for: one of window w goes at w + age.
  ///   - count: ids observed this often, or oftener, stay.
  /// - Returns: the rows of the ids that went now, ascending.
  public mutating func evict(at window: Int, unseenFor age: Int, countBelow count: Int) -> [Int32] {
    let gone = fields.indices.filter {
      !isEvicted[$0] && window - Int(windows[$0]) >= age && Int(counts[$0]) < count
    }
    for entry in gone { isEvicted[entry] = true }
    return gone.map { Int32(reserved.count + $0) }
  }

  /// The map without evicted ids, for a new table: the others keep their order and get the rows before them.
  ///
  /// - Returns: the new map, and for each of its rows the row of this one:
  ///   `EmbeddingTable.init(keeping:of:storage:pool:)` takes them.
  public func compacted() -> (vocabulary: EmbeddingVocabulary, rows: [Int32]) {
    var copy = EmbeddingVocabulary(name: name, reserved: reserved)
    var rows = (0..<Int32(reserved.count)).map { $0 }
    for entry in fields.indices where !isEvicted[entry] {
      let id = bytes[offsets[entry]..<offsets[entry + 1]]
      let hash = Self.hash(Int(fields[entry]), String(decoding: id, as: UTF8.self))
      copy.append(field: fields[entry], id: id, hash: hash)
      copy.counts[copy.count - 1] = counts[entry]
      copy.windows[copy.count - 1] = windows[entry]
      rows.append(Int32(reserved.count + entry))
    }
    return (copy, rows)
  }
}
