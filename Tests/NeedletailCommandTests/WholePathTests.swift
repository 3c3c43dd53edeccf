import Foundation
import Testing

@Suite("from a file to recommendations")
struct WholePathTests {
  @Test("inspect, import, evaluate, train, verify, recommend, similar, judge")
  func path() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")

    let inspection = try tool.run("inspect", "ratings.csv", "--json")
    #expect(inspection.status == 0, "\(inspection.errors)")
    let summary = try #require(try json(inspection.output)["summary"] as? [String: Any])
    #expect(summary["interactions"] as? Int == 320)
    #expect(summary["users"] as? Int == 40)

    let imported = try tool.run("import", "ratings.csv", "--to", "data")
    #expect(imported.status == 0, "\(imported.errors)")

    let evaluation = try tool.run(
      "evaluate", "data", "--split", "last:1", "--models", "popularity,ease(l2=1)", "--metrics",
      "ndcg@5,coverage@5", "--report", "report.html", "--output", "results.json")
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    #expect(evaluation.output.contains("ease"))
    let report = try String(contentsOf: tool.folder.appending(path: "report.html"), encoding: .utf8)
    #expect(report.contains("needletail evaluate data --split last:1"))
    let results = try json(String(contentsOf: tool.folder.appending(path: "results.json"), encoding: .utf8))
    #expect(results["schema"] as? Int == 1)

    let trained = try tool.run("train", "data", "--model", "ease(l2=1)", "--out", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try tool.run("verify", "model").status == 0)

    let list = try tool.run("recommend", "model", "--user", "1", "-k", "3", "--json", "--explain")
    #expect(list.status == 0, "\(list.errors)")
    let items = try #require(try json(list.output)["items"] as? [[String: Any]])
    #expect(items.count == 3)
    let ids = items.compactMap { ($0["item"] as? String).flatMap { Int($0) } }
    #expect(ids.count { $0 % 2 == 1 } >= 2, "an odd user likes odd items: \(ids)")

    let stranger = try tool.run("recommend", "model", "--history", "100,102,nobody", "-k", "2")
    #expect(stranger.status == 0)
    #expect(stranger.errors.contains("nobody"))

    let everybody = try tool.run("recommend", "model", "--users", "all", "--to", "lists.jsonl", "-k", "5")
    #expect(everybody.status == 0, "\(everybody.errors)")
    let lines = try String(contentsOf: tool.folder.appending(path: "lists.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 40)

    let similar = try tool.run("similar", "model", "--item", "101", "-k", "4")
    #expect(similar.status == 0, "\(similar.errors)")

    try tool.write("1 0 102 1\n2 0 999 1\n", to: "qrels.txt")
    let judged = try tool.run(
      "judge", "lists.jsonl", "--against", "qrels.txt", "--metrics", "hitrate@5", "--json")
    #expect(judged.status == 0, "\(judged.errors)")
  }

  @Test("the result of evaluate is the same for one and two threads")
  func threads() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Tool.ratings, to: "ratings.csv")
    let texts = try ["1", "2"].map { threads -> [Substring] in
      let result = try tool.run(
        "evaluate", "ratings.csv", "--split", "last:1", "--models",
        "random,popularity,itemknn,userknn,ease(l2=1),ials(dimension=8,epochs=3)", "--metrics",
        "ndcg@5,recall@5,coverage@5,gini@5", "--threads", threads, "--json")
      #expect(result.status == 0, "\(result.errors)")
      return result.output.split(separator: "\n").filter {
        !$0.contains("Seconds\"") && !$0.contains("Bytes\"") && !$0.contains("\"threads\"")
      }
    }
    #expect(texts[0] == texts[1])
  }

  private static let published = ProcessInfo.processInfo.environment["NEEDLETAIL_DATA"].map {
    $0 + "/ncf-ml-1m"
  }

  @Test(
    "popularity and EASE on MovieLens 1M have the figures of the literature",
    .enabled(
      if: published.map { FileManager.default.fileExists(atPath: $0) } ?? false,
      "NEEDLETAIL_DATA holds no ncf-ml-1m"))
  func figures() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let result = try tool.run(
      "evaluate", try #require(Self.published), "--split", "given", "--models", "popularity,ease(l2=1000)",
      "--metrics", "hitrate@10,ndcg@10", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let models = try #require(try json(result.output)["models"] as? [[String: Any]])
    func value(_ model: Int, _ key: String) throws -> Double {
      let metrics = try #require(models[model]["metrics"] as? [String: [String: Any]])
      return try #require(metrics[key]?["value"] as? Double)
    }
    #expect(abs(try value(0, "hitrate@10") - 0.4538) < 0.002)
    #expect(abs(try value(1, "hitrate@10") - 0.7180) < 0.002)
    #expect(abs(try value(1, "ndcg@10") - 0.4511) < 0.002)
  }

  @Test("the demo tells its story and writes its files")
  func demo() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let demo = try tool.run("demo", "--users", "1500", "--items", "400", "--events", "60000")
    #expect(demo.status == 0, "\(demo.errors)")
    for chapter in ["1. A population", "3. Six models", "4. Which metric", "5. Clicks against watching"] {
      #expect(demo.output.contains(chapter))
    }
    // Confidence from watching finds true preferences better than bare events do: by 3% at the least.
    let gain = try #require(
      demo.output.firstMatch(of: /confidence from watching .*\(\+([0-9.]+)%, paired p < 0.001\)/))
    #expect(try #require(Double(gain.1)) >= 3)
    for file in ["report.html", "results.json", "model/manifest.json", "data/manifest.json"] {
      #expect(
        FileManager.default.fileExists(atPath: tool.folder.appending(path: "needletail-demo/\(file)").path))
    }
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
