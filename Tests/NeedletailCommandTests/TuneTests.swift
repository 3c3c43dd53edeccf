import Foundation
import Testing

@Suite("tune and study run")
struct TuneTests {
  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a search writes a leaderboard, a report and a study that is read again")
  func tune() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    let arguments = [
      "tune", "ratings.csv", "--split", "last:1", "--model", "ease", "--space", "l2=log(0.1..1000)",
      "--trials", "6",
      "--metric", "ndcg@5", "--metrics", "coverage@5", "--study", "study.jsonl", "--report", "report.html",
    ]
    let first = try tool.run(arguments)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("6 trials (tpe)") && first.output.contains("On the test part"))
    #expect(first.errors.contains("trial 6 of at most 6"))
    let report = try String(contentsOf: tool.folder.appending(path: "report.html"), encoding: .utf8)
    #expect(report.contains("Pareto fronts") && report.contains("needletail tune ratings.csv"))
    let again = try tool.run(arguments + ["--json"])
    #expect(again.status == 0 && !again.errors.contains("trial 6"))
    let result = try json(again.output)
    #expect((result["trials"] as? [Any])?.count == 6 && result["test"] != nil)
    let more = try tool.run(arguments + ["--seed", "2"])
    #expect(more.status == 65 && more.errors.contains("seed is 1 there, 2 here"))
  }

  @Test("wrong spaces, strategies and presets are wrong usage")
  func usage() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    func errors(_ more: String...) throws -> String {
      let outcome = try tool.run(["tune", "ratings.csv", "--split", "last:1"] + more)
      #expect(outcome.status == 64)
      return outcome.errors
    }
    #expect(try errors("--model", "ease", "--space", "l3=1..2").contains("did you mean 'l2'"))
    #expect(try errors("--model", "ease", "--strategy", "gird").contains("gird"))
    #expect(try errors("--model", "ease", "--strategy", "coarse-to-fine").contains("two logarithmic axes"))
    #expect(try errors("--model", "ease(l2=1,dropout=0)").contains("nothing is left to search"))
    #expect(try errors("--model", "ease@nowhere").contains("no preset is named 'ease@nowhere'"))
  }

  @Test("a study writes results, a report, models and its resolved form, which repeats it")
  func study() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    try tool.write(
      """
      data: ratings.csv
      split: last:1
      metrics: [ndcg@5, coverage@5]
      baseline: popularity
      models:
        - model: popularity
        - {model: ease, space: "l2=log(0.1..1000)", trials: 5}
      output: out
      saveModels: true
      """, to: "study.yaml")
    let run = try tool.run(["study", "run", "study.yaml", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try tool.run("verify", "out/models/ease").status == 0)
    let repeated = try tool.run(["study", "run", "out/resolved.yaml", "--out", "again", "--json"])
    #expect(repeated.status == 0, "\(repeated.errors)")
    func figures(_ text: String) throws -> [[String: Double]] {
      let evaluation = try #require(try json(text)["evaluation"] as? [String: Any])
      return try #require(evaluation["models"] as? [[String: Any]]).map { model in
        (model["metrics"] as? [String: [String: Any]] ?? [:]).compactMapValues { $0["value"] as? Double }
      }
    }
    #expect(try figures(run.output) == figures(repeated.output) && figures(run.output).count == 2)
    for file in ["results.json", "report.html", "searches/ease.jsonl"] {
      #expect(FileManager.default.fileExists(atPath: tool.folder.appending(path: "out/\(file)").path))
    }
    try tool.write("data: ratings.csv\nsplit: last:1\nmodle:\n  - model: ease\n", to: "wrong.yaml")
    let wrong = try tool.run("study", "run", "wrong.yaml")
    #expect(wrong.status == 65)
    #expect(
      wrong.errors.contains("wrong.yaml:3: modle: this key is not known; did you mean 'models'?"),
      "\(wrong.errors)")
  }

  @Test("train chooses epochs on a part of the data")
  func train() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    let trained = try tool.run(
      "train", "ratings.csv", "--model", "ials(dimension=4,epochs=6)", "--early-stopping", "last:1",
      "--patience",
      "1", "--out", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.output.contains("Wrote ials(dimension=4"))
  }
}
