import NeedletailMath

/// Collects examples from the files of one source, record by record.
protocol ExampleParser: AnyObject {
  /// The examples so far.
  var count: Int { get }
  /// What was left out so far.
  var skipped: SkippedRows { get set }
  /// How fields are quoted, if they can be.
  var quoting: Quoting? { get }

  /// Called before the records of each file: checks its header, and says how many lines come before the records.
  func begin(_ sample: TextSample, file: String) throws -> Int

  /// Takes the record at a position and steps over it.
  ///
  /// - Returns: how many lines it took.
  func take(_ position: inout UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>)
    throws(ExampleRefusal)
    -> Int

  /// All examples.
  func finish(source: String) throws -> ExampleSet
}

/// A record that cannot be an example.
struct ExampleRefusal: Error {
  /// What is wrong with it.
  var message: String
  /// The lines that it took.
  var lines = 1

  init(_ message: String) { self.message = message }
}

/// Runs through the records of a file.
enum ExampleParsing {
  static func parse(
    _ source: RecordSource, _ sample: TextSample, with parser: any ExampleParser, options: ReadOptions
  ) throws {
    let file = source.stream.name
    let headerLines = try parser.begin(sample, file: file)
    source.skipLines(headerLines)
    var line = headerLines + 1
    var block = RecordSource.Block()
    while try source.next(&block, quoting: parser.quoting) {
      try options.cancellation?.check()
      let text = block.text
      guard var position = text.baseAddress else { continue }
      let end = position + text.count
      while position < end {
        do throws(ExampleRefusal) {
          line += try parser.take(&position, end: end)
        } catch {
          let fault = DataError(file: file, line: line, error.message)
          guard options.onError == .skip else { throw fault }
          parser.skipped.count += 1
          if parser.skipped.examples.count < ParsedChunk.reasonLimit { parser.skipped.examples.append(fault) }
          line += error.lines
        }
      }
      let (taken, total) = source.stream.position
      options.progress?(taken, total)
    }
  }
}
