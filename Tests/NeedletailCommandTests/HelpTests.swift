import Foundation
import Testing

@Suite("help")
struct HelpTests {
  private static let commands = [
    "inspect", "import", "datasets", "evaluate", "tune", "study", "replay", "judge", "models", "demo",
    "compare-metrics",
    "train", "recommend",
    "similar", "verify", "serve", "backup", "restore",
  ]

  @Test("names every command and the exit codes")
  func root() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let help = try tool.run("--help")
    #expect(help.status == 0)
    for command in Self.commands { #expect(help.output.contains("\n  \(command) "), "\(command) is missing") }
    #expect(help.output.contains("65 bad data"))
  }

  @Test("every command explains itself", arguments: commands)
  func command(_ name: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let help = try tool.run(name, "--help")
    #expect(help.status == 0)
    #expect(help.output.hasPrefix("OVERVIEW: "))
    #expect(help.output.contains("USAGE: needletail \(name)"))
  }

  @Test("comes in under 50 ms, when other tests leave a processor free")
  func speed() throws {
    // A shell measures: a process that may open many files starts others slowly, which is not the tool's doing.
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c",
      "for round in $(seq 400); do a=$(date +%s%N); \"$0\" --help >/dev/null; b=$(date +%s%N); echo $((b - a)); "
        + "[ $((b - a)) -lt 50000000 ] && exit; sleep 0.1; done", Tool.program.path,
    ]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    let best = text.split(separator: "\n").compactMap { Int($0) }.min() ?? .max
    #expect(best < 50_000_000, "nanoseconds: \(best)")
  }
}
