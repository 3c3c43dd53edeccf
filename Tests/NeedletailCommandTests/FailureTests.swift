import Foundation
import Testing

@Suite("what goes wrong is said, with its exit code")
struct FailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    let says: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let cases = [
    Case(arguments: ["evaluate", "ratings.csv", "--models", "ease"], status: 64, says: "--split"),
    Case(
      arguments: ["evaluate", "ratings.csv", "--split", "last:1", "--models", "eese"], status: 64,
      says: "ease"),
    Case(
      arguments: ["evaluate", "ratings.csv", "--split", "last:1", "--models", "ease(l2=-1)"], status: 64,
      says: "l2"),
    Case(
      arguments: ["evaluate", "ratings.csv", "--split", "lost:1", "--models", "ease"], status: 64,
      says: "last:1"),
    Case(
      arguments: ["evaluate", "ratings.csv", "--split", "last:1", "--models", "ease", "--metrics", "ndgc@5"],
      status: 64, says: "ndcg"),
    Case(arguments: ["inspect", "nowhere.csv"], status: 65, says: "nowhere.csv"),
    Case(arguments: ["inspect", "broken.csv"], status: 65, says: "broken.csv:3"),
    Case(arguments: ["inspect", "empty.csv"], status: 65, says: "empty.csv"),
    Case(
      arguments: ["evaluate", "timeless.csv", "--split", "time:0.2", "--models", "ease"], status: 65,
      says: "time"),
    Case(arguments: ["replay", "timeless.csv", "--models", "ease"], status: 65, says: "time"),
    Case(
      arguments: ["replay", "ratings.csv", "--models", "ease", "--split", "last:1"], status: 64,
      says: "time:0.2"),
    Case(
      arguments: ["replay", "ratings.csv", "--models", "ease", "--lags", "0,soon"], status: 64, says: "soon"),
    Case(arguments: ["verify", "ratings.csv"], status: 65, says: "ratings.csv"),
    Case(
      arguments: ["evaluate", "ratings.csv", "--split", "last:1", "--models", "ease", "--memory", "0.00001"],
      status: 65, says: "Formula"),
    Case(arguments: ["recommend", "nomodel"], status: 64, says: "--user"),
    Case(arguments: ["judge", "empty.csv", "--against", "empty.csv"], status: 65, says: "empty.csv"),
  ]

  @Test("bad arguments and bad data", arguments: cases)
  func fails(_ wrong: Case) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    try tool.write("user,item,rating\n1,2,3\n1,3,many\n", to: "broken.csv")
    try tool.write("", to: "empty.csv")
    try tool.write("user,item\n1,2\n1,3\n2,3\n2,4\n", to: "timeless.csv")
    let process = tool.process(wrong.arguments)
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == wrong.status, "\(text)")
    #expect(text.contains(wrong.says), "\(text)")
  }

  @Test("a damaged model is found by verify")
  func damage() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    #expect(try tool.run("train", "ratings.csv", "--model", "ease", "--out", "model").status == 0)
    let tensors = tool.folder.appending(path: "model/tensors.safetensors")
    var bytes = try Data(contentsOf: tensors)
    bytes[bytes.count - 40] ^= 0x40
    try bytes.write(to: tensors)
    let verdict = try tool.run("verify", "model")
    #expect(verdict.status == 65)
    #expect(verdict.output.contains("DAMAGED"))
  }

  @Test("an interrupted fit ends soon and leaves no model")
  func interruption() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    let process = tool.process([
      "train", "ratings.csv", "--model", "ials(epochs=100000,dimension=64)", "--out", "model",
    ])
    process.standardError = FileHandle.nullDevice
    try process.run()
    // It has begun when it has said how the signal ends it: a busy machine takes its time to get there.
    let status = URL(filePath: "/proc/\(process.processIdentifier)/status")
    func handlesTermination() throws -> Bool {
      let caught = try String(contentsOf: status, encoding: .utf8).split(separator: "\n")
        .first { $0.hasPrefix("SigCgt:") }
      let bits = caught.flatMap { UInt64($0.dropFirst(7).filter { !$0.isWhitespace }, radix: 16) } ?? 0
      return bits & 1 << (SIGTERM - 1) != 0
    }
    for _ in 0..<600 {
      guard try !handlesTermination() else { break }
      Thread.sleep(forTimeInterval: 0.05)
    }
    Thread.sleep(forTimeInterval: 0.5)
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(!FileManager.default.fileExists(atPath: tool.folder.appending(path: "model").path))
  }
}
