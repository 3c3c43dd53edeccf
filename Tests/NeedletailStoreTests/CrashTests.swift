import Foundation
import Testing

/// What was acknowledged survives, whatever ends the writer; a few of the rounds that the scripts do at length.
@Suite("A store whose writer ends in the middle", .serialized)
struct CrashTests {
  /// Runs a script of the package with the program that was built beside the tests.
  private func run(_ script: String, _ arguments: String..., environment: [String: String] = [:]) throws
    -> Int32
  {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = root.appending(path: "scripts/\(script)")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.environment?["STORE_TRIAL"] =
      URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "StoreTrial").path
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test("loses nothing in power cuts")
  func powerCut() throws { #expect(try run("power-cut", "10") == 0) }

  @Test("loses nothing when it is killed")
  func kill() throws { #expect(try run("crash-store", "10") == 0) }

  @Test("fails group by group while the disk is full, and goes on when there is space")
  func fullDisk() throws { #expect(try run("full-disk") == 0) }
}
