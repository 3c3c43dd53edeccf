import Glibc
import NeedletailMath

/// The parsed blocks of one file, in the order of the file.
struct ParsedText: Sendable {
  var chunks: [ParsedChunk]
  var skipped = SkippedRows()
  var roles: Set<FieldRole>
  var clock = InteractionLog.Clock.milliseconds

  /// The number of rows.
  var count: Int { chunks.reduce(0) { $0 + $1.count } }
}

/// Parses the blocks of a file side by side: whichever thread is free reads the next block and parses it.
enum TextParsing {
  /// Parses a whole text.
  ///
  /// - Parameters:
  ///   - source: the text, behind its header.
  ///   - lines: how many lines came before, for errors.
  /// - Throws: the first bad row in the order of the file, unless rows are skipped.
  static func parse(
    _ source: RecordSource, with parser: any ChunkParser, linesBefore: Int = 0, options: ReadOptions
  ) throws -> ParsedText {
    let shared = Shared(source: source)
    try options.pool.forEach(count: options.pool.threads) { _ in
      var block = RecordSource.Block()
      while try shared.next(&block, quoting: parser.quoting, options: options) {
        let text = block.text
        let chunk = ParsedChunk(capacity: parser.capacity(of: text), roles: parser.roles)
        parser.parse(text, into: chunk)
        shared.add(chunk, at: block.index)
      }
    }
    let text = try collect(
      shared.chunks, roles: parser.roles, file: source.stream.name, linesBefore: linesBefore)
    if let error = shared.sourceError { throw error }
    return text
  }

  /// Turns lines within blocks into lines of the file.
  private static func collect(
    _ chunks: [ParsedChunk], roles: Set<FieldRole>, file: String, linesBefore: Int
  ) throws -> ParsedText {
    var text = ParsedText(chunks: chunks, roles: roles)
    var line = linesBefore + 1
    for chunk in chunks {
      if let failure = chunk.failure {
        throw DataError(file: file, line: line + failure.line, failure.message)
      }
      text.skipped.count += chunk.skipped
      for reason in chunk.reasons where text.skipped.examples.count < ParsedChunk.reasonLimit {
        text.skipped.examples.append(DataError(file: file, line: line + reason.line, reason.message))
      }
      line += chunk.lines
    }
    return text
  }

  /// What the threads share: the source, taken by one at a time, and the chunks.
  private final class Shared: @unchecked Sendable {
    // Every field is touched only while `lock` is held, but for the last look when all threads are done.
    private let source: RecordSource
    private var lock = pthread_mutex_t()
    private var parsed: [(index: Int, chunk: ParsedChunk)] = []
    private var rowFailed = false
    /// What went wrong with the source itself; rows before it have the say.
    private(set) var sourceError: (any Error)?

    init(source: RecordSource) {
      self.source = source
      pthread_mutex_init(&lock, nil)
    }

    deinit { pthread_mutex_destroy(&lock) }

    /// Takes the next block, in the order of the file, unless an earlier one failed.
    func next(_ block: inout RecordSource.Block, quoting: Quoting?, options: ReadOptions) throws -> Bool {
      try options.cancellation?.check()
      pthread_mutex_lock(&lock)
      defer { pthread_mutex_unlock(&lock) }
      guard !rowFailed, sourceError == nil else { return false }
      do {
        guard try source.next(&block, quoting: quoting) else { return false }
      } catch {
        sourceError = error
        return false
      }
      let (taken, total) = source.stream.position
      options.progress?(taken, total)
      return true
    }

    func add(_ chunk: ParsedChunk, at index: Int) {
      pthread_mutex_lock(&lock)
      defer { pthread_mutex_unlock(&lock) }
      parsed.append((index, chunk))
      if chunk.failure != nil { rowFailed = true }
    }

    /// The chunks in the order of the file.
    var chunks: [ParsedChunk] { parsed.sorted { $0.index < $1.index }.map(\.chunk) }
  }
}
