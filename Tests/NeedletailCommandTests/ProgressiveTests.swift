import Foundation
import Testing

@Suite("models that follow a stream, on the command line")
struct ProgressiveCommandTests {
  private static let stream = "drifting-stream(impressions=4000,windows=8,users=40,items=20)"
  private static let small = "fm(dimension=2,batchSize=256)"

  /// Whether the tool trains here at all.
  private func trains(_ tool: Tool) throws -> Bool {
    try tool.run(
      "evaluate", Self.stream, "--progressive", "--arms", "static", "--warm-up", "6", "--models", Self.small
    )
    .status != 69
  }

  @Test("evaluate --progressive prints arms, differences and curves, and goes on from its state")
  func evaluate() throws {
    let tool = try Tool()
    defer { tool.remove() }
    guard try trains(tool) else { return }
    let arguments = [
      "evaluate", Self.stream, "--progressive", "--arms",
      "static,retrain(windows=3,epochs=1),warm-start,teacher(period=2),replay", "--warm-up", "3", "--models",
      Self.small, "--window", "2h", "--device", "cpu",
    ]
    let result = try tool.run(arguments + ["--state", "state", "--report", "r.html", "--output", "a.json"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("8 windows of 2h; judged: 3 to 7"))
    for text in ["warm-start", "Normalised entropy, first less second", "Staleness", "Forgetting"] {
      #expect(result.output.contains(text), "\(text)")
    }
    let page = try String(contentsOf: tool.folder.appending(path: "r.html"), encoding: .utf8)
    #expect(page.contains("<h3>Staleness</h3>") && !page.contains("NaN"))
    // All windows are there already: the state alone makes the document.
    let again = try tool.run(arguments + ["--state", "state", "--json"])
    #expect(again.status == 0, "\(again.errors)")
    let written = try String(contentsOf: tool.folder.appending(path: "a.json"), encoding: .utf8)
    #expect(again.output.trimmingCharacters(in: .newlines) == written.trimmingCharacters(in: .newlines))
  }

  @Test("wrong windows, arms, gates and models end with their reason")
  func mistakes() throws {
    let tool = try Tool()
    defer { tool.remove() }
    func run(_ extra: String...) throws -> Tool.Outcome {
      try tool.run(["evaluate", Self.stream, "--progressive", "--models", Self.small] + extra)
    }
    #expect(try run("--window", "2y").status == 64)
    #expect(try run("--arms", "statics").errors.contains("did you mean 'static'?"))
    #expect(try run("--gate", "loss=x").status == 64)
    #expect(try run("--label-delay", "soon").status == 64)
    #expect(
      try tool.run("evaluate", Self.stream, "--progressive", "--models", "popularity", "--warm-up", "3")
        .status == 65)
  }

  @Test("ratings become examples by a rule, and a model goes on from one that was trained before")
  func ratings() throws {
    let tool = try Tool()
    defer { tool.remove() }
    guard try trains(tool) else { return }
    func lines(_ days: Range<Int>) -> String {
      "userId,movieId,rating,timestamp\n"
        + days.map { "\($0 * 7 % 23),\($0 * 5 % 17),\($0 % 5 + 1),\(1_500_000_000 + $0 * 3600)\n" }.joined()
    }
    try tool.write(lines(0..<600), to: "early.csv")
    try tool.write(lines(600..<900), to: "late.csv")
    let followed = try tool.run(
      "evaluate", "early.csv", "--label", "rating>=4", "--progressive", "--window", "60", "--warm-up", "5",
      "--arms",
      "static,warm-start", "--models", Self.small)
    #expect(followed.status == 0, "\(followed.errors)")
    #expect(followed.output.contains("10 windows of 60 examples"))
    for (data, extra) in [("early.csv", []), ("late.csv", ["--from", "model"])] {
      let trained = try tool.run(
        ["train", data, "--label", "rating>=4", "--model", Self.small, "--out", "model"] + extra)
      #expect(trained.status == 0, "\(trained.errors)")
    }
    #expect(try tool.run("recommend", "model", "--user", "7", "--include-seen").status == 0)
    let other = try tool.run("train", "late.csv", "--model", "popularity", "--out", "m", "--from", "model")
    #expect(other.status == 64 && other.errors.contains("always fitted anew"))
    let misfit = try tool.run(
      "train", "late.csv", "--label", "rating>=4", "--model", "fwfm", "--out", "m", "--from", "model")
    #expect(misfit.status == 64 && misfit.errors.contains("a model of fm"))
  }
}
