import Foundation
import Testing

@Suite("help")
struct HelpTests {
  private static let commands = [
    "inspect", "import", "datasets", "evaluate", "judge", "models", "demo", "train", "recommend", "similar",
    "verify",
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

  @Test("comes in under 50 ms")
  func speed() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let clock = ContinuousClock()
    let best = try (0..<10).map { _ in try clock.measure { _ = try tool.run("--help") } }.min()
    #expect(try #require(best) < .milliseconds(50))
  }
}
