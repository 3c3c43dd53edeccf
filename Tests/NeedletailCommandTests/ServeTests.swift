import Foundation
import Testing

/// A server started and ended as an operator does it.
@Suite("serve")
struct ServeTests {
  @Test("fills a store, answers, is DATA for other commands, ends cleanly, is backed up and restored")
  func life() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    #expect(try tool.run("train", "ratings.csv", "--model", "ease(l2=10)", "--out", "model").status == 0)
    let server = try RunningServer(
      tool, ["serve", "--data", "ratings.csv", "--store", "store", "--model", "model", "--port", "0"])
    #expect(server.isReady)
    let inspected = try tool.run("inspect", "store")
    #expect(inspected.status == 0 && inspected.output.contains("320"))
    let second = try tool.run("serve", "--store", "store", "--port", "0")
    #expect(second.status == 69 && second.errors.contains("uses this store"))
    let taken = try tool.run("backup", "store", "--to", "copy")
    #expect(taken.status == 69)
    #expect(server.stop() == 0)
    #expect(server.log.contains("model=v000001"))

    #expect(try tool.run("backup", "store", "--to", "copy").status == 0)
    #expect(try tool.run("restore", "copy", "--to", "again").status == 0)
    #expect(try tool.run("inspect", "again").output.contains("320"))
    let filled = try tool.run("serve", "--data", "ratings.csv", "--store", "store")
    #expect(filled.status == 64 && filled.errors.contains("--data fills a new store"))
    try tool.write("keep me", to: "note.txt")
    let foreign = try tool.run("serve", "--data", "ratings.csv", "--store", ".")
    #expect(foreign.status == 64)
    #expect(FileManager.default.fileExists(atPath: tool.folder.appending(path: "note.txt").path))
  }

  @Test("refuses a wrong configuration with its line, and copies that are none")
  func faults() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write("http:\n  prot: 8080\n", to: "needletail.yaml")
    let wrong = try tool.run("serve", "--config", "needletail.yaml")
    #expect(wrong.status == 65)
    #expect(wrong.errors.contains("needletail.yaml:2: http.prot") && wrong.errors.contains("port"))
    try tool.write("http: {host: 0.0.0.0}\n", to: "open.yaml")
    let open = try tool.run("serve", "--config", "open.yaml")
    #expect(open.status == 65 && open.errors.contains("key"))
    try tool.write("no database", to: "copy")
    #expect(try tool.run("restore", "copy", "--to", "store").status == 65)
    #expect(try tool.run("backup", "nowhere", "--to", "copy").status == 65)
  }

  /// The script that kills a server needs Python.
  private static let hasPython =
    ["/usr/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
    || (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/python3")
    }

  @Test(
    "loses nothing when it is killed while it is told things",
    .enabled(if: hasPython, "python3 is not installed"), .timeLimit(.minutes(3)))
  func kills() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Benchmarks/serving/crash.py")
    let tool = try Tool()
    defer { tool.remove() }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path, Tool.program.path, tool.folder.path, "10"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("10 kills:"), "\(text)")
  }
}

/// A server of the tool that runs beside a test.
private final class RunningServer {
  private let process: Process
  private let logPath: URL

  init(_ tool: Tool, _ arguments: [String]) throws {
    process = tool.process(arguments)
    logPath = tool.folder.appending(path: "server.log")
    try Data().write(to: logPath)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: logPath)
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  /// What it has said.
  var log: String { (try? String(contentsOf: logPath, encoding: .utf8)) ?? "" }

  /// Waits until it says that it is ready.
  var isReady: Bool {
    for _ in 0..<600 {
      if log.contains(" ready ") { return true }
      if !process.isRunning { return false }
      usleep(50_000)
    }
    return false
  }

  /// Asks it to end; its exit status.
  func stop() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
