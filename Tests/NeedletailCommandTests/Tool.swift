import Foundation

/// The tool, run as a person runs it.
struct Tool {
  /// What a run left behind.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The folder that it runs in; removed by `remove`.
  let folder: URL

  /// A tool in an empty folder.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "needletail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Removes the folder.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The program that was built beside the tests.
  static var program: URL {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "needletail")
  }

  /// A process that has not been started.
  func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = Self.program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    return process
  }

  /// Runs to the end; output goes through files, so that no pipe fills up.
  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs to the end; output goes through files, so that no pipe fills up.
  func run(_ arguments: [String]) throws -> Outcome {
    let process = process(arguments)
    let name = UUID().uuidString
    let paths = [folder.appending(path: name + ".out"), folder.appending(path: name + ".err")]
    for path in paths { try Data().write(to: path) }
    process.standardOutput = try FileHandle(forWritingTo: paths[0])
    process.standardError = try FileHandle(forWritingTo: paths[1])
    try process.run()
    process.waitUntilExit()
    let texts = try paths.map { try String(contentsOf: $0, encoding: .utf8) }
    for path in paths { try FileManager.default.removeItem(at: path) }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// Writes a file into the folder.
  func write(_ text: String, to name: String) throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  /// Interactions of two tastes: even users like even items, odd users odd ones; with ratings and times.
  static var ratings: String {
    var lines = ["userId,itemId,rating,timestamp"]
    for user in 1...40 {
      for step in 0..<8 {
        let item = 100 + (user % 2) + 2 * ((user * 7 + step * 2) % 15)
        lines.append("\(user),\(item),\((user + step) % 5 + 1),\(1_600_000_000 + user * 60 + step * 86_400)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
