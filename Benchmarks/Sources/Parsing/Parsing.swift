import Needletail

/// Reads one file a few times and prints the seconds of each; or opens an imported folder and prints what it
/// holds in memory.
///
///     Parsing read FILE THREADS TIMES
///     Parsing import FILE FOLDER
///     Parsing open FOLDER
@main
struct Parsing {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "read" where arguments.count == 5:
      try read(arguments[2], threads: Int(arguments[3]) ?? 1, times: Int(arguments[4]) ?? 1)
    case "import" where arguments.count == 4:
      try ColumnarFolder.write(DataReader.read(arguments[2]), to: arguments[3])
    case "open" where arguments.count == 3: try open(arguments[2])
    default: print("usage: Parsing read FILE THREADS TIMES | import FILE FOLDER | open FOLDER")
    }
  }

  private static func read(_ path: String, threads: Int, times: Int) throws {
    let options = ReadOptions(pool: WorkerPool(threads: threads))
    let clock = ContinuousClock()
    for _ in 0..<times {
      var data: DataSet?
      let elapsed = try clock.measure { data = try DataReader.read(path, options: options) }
      let log = data!.log
      print(
        "\(elapsed / .seconds(1)) seconds, \(log.count) rows, \(log.users.count) users, \(log.items.count) items"
      )
    }
  }

  /// Touches every column, so that what is counted as resident is all of it.
  private static func open(_ path: String) throws {
    let clock = ContinuousClock()
    let before = try residentBytes()
    var data: DataSet?
    let elapsed = try clock.measure { data = try ColumnarFolder.open(path) }
    let log = data!.log
    var sum = 0.0
    log.userRows.withUnsafeBufferPointer { for user in $0 { sum += Double(user) } }
    log.itemRows.withUnsafeBufferPointer { for item in $0 { sum += Double(item) } }
    log.values?.withUnsafeBufferPointer { for value in $0 { sum += Double(value) } }
    log.times?.withUnsafeBufferPointer { for time in $0 { sum += Double(time) } }
    let bytes = try residentBytes() - before
    print("opened in \(elapsed); \(Double(bytes) / Double(log.count)) resident bytes a row (sum \(sum))")
  }
}
