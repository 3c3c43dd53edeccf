import Glibc

extension EmbeddingTable {
  /// Goes on with the working file of a mapped table that was flushed: nothing is read but the header.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - configuration: what the table must be.
  /// - Throws: `EmbeddingError` with code `file` when the file is absent, in use, of another table or another length,
  ///   or was left between an update and the next `flush`.
  public convenience init(opening path: String, _ configuration: Configuration) throws {
    try configuration.check(rows: 1)
    let file = try WorkingFile(opening: path, table: configuration.name)
    let header = try file.header(of: configuration)
    self.init(
      configuration, rows: header.rows, step: header.step,
      storage: try RecordStorage(file: file, table: configuration.name))
  }

  /// Waits until all rows of a mapped table are on the disk and marks its file as complete; does nothing for a table
  /// in memory.
  ///
  /// A copy for good is `save(to:)`: the working file is of one moment only until the next update.
  public func flush() throws {
    guard storage.file != nil else { return }
    try storage.sync()
    try writeHeader(isComplete: true)
    isMarked = false
  }

  /// Says on the disk, before the first change after a flush, that records may be of several moments.
  func mark() throws(EmbeddingError) {
    guard storage.file != nil, !isMarked else { return }
    do { try writeHeader(isComplete: false) } catch let error as EmbeddingError {
      throw error
    } catch {
      throw EmbeddingError(.file, table: name, "cannot write the header of its file: \(error)")
    }
    isMarked = true
  }

  func writeHeader(isComplete: Bool) throws {
    let header = WorkingFile.Header(
      configuration: configuration, rows: rows, step: step, isComplete: isComplete)
    try header.write(to: storage.header)
    try storage.sync(bytes: WorkingFile.headerLength)
  }
}

extension WorkingFile {
  /// Reads and checks the header and the length of the file.
  func header(of expected: EmbeddingTable.Configuration) throws(EmbeddingError) -> Header {
    func refuse(_ message: String) -> EmbeddingError {
      EmbeddingError(.file, table: expected.name, "\(path): \(message)")
    }
    var page = [UInt8](repeating: 0, count: Self.headerLength)
    let count = page.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == page.count, let header = page.withUnsafeBytes({ Header($0) }), header.format == 1 else {
      throw refuse("expected the working file of a table")
    }
    guard header.configuration == expected else {
      throw refuse("expected a table of \(expected), found one of \(header.configuration)")
    }
    guard header.isComplete else {
      throw refuse("was left in the middle of training; start from the last saved table")
    }
    guard header.rows >= 1, header.rows <= Int(Int32.max), header.step >= 0 else {
      throw refuse("expected a number of rows and of updates, found \(header.rows) and \(header.step)")
    }
    let bytes = expected.optimizer.bytes(rows: header.rows, dimension: expected.dimension)
    let wanted = Self.headerLength + RecordStorage.pages(bytes)
    guard length == wanted else {
      throw refuse("expected \(wanted) bytes for \(header.rows) rows, found \(length)")
    }
    return header
  }
}
