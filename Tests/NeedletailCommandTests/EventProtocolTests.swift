import Foundation
import Testing

@Suite("predicting events one at a time by the tool")
struct EventProtocolTests {
  private func tool() throws -> Tool {
    let tool = try Tool()
    try tool.write(Tool.ratings, to: "ratings.csv")
    return tool
  }

  @Test("measures earlier and other events, on a split and without, the same for any number of threads")
  func protocols() throws {
    let tool = try tool()
    defer { tool.remove() }
    let ways = [
      ["--split", "time:0.3", "--protocol", "lloo"], ["--protocol", "lloo"], ["--protocol", "loo"],
    ]
    for way in ways {
      let outputs = try ["1", "2"].map { threads in
        let run = try tool.run(
          ["evaluate", "ratings.csv"] + way + [
            "--models", "popularity,itemknn", "--metrics", "recall@5[beta=0.3],ndcg@5,coverage@5", "--json",
            "--threads", threads,
          ])
        #expect(run.status == 0, "\(run.errors)")
        return try #require(
          try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      }
      #expect(
        outputs[0]["metrics"] as? [String] == [
          "recall@5[beta=0]", "recall@5[beta=0.3]", "ndcg@5", "coverage@5",
        ])
      #expect((outputs[0]["split"] as? String)?.contains("predicted one at a time from") == true)
      func values(_ document: [String: Any]) throws -> [Double] {
        let models = try #require(document["models"] as? [[String: Any]])
        return try models.flatMap { model in
          let metrics = try #require(model["metrics"] as? [String: [String: Any]])
          return metrics.sorted { $0.key < $1.key }.compactMap { $0.value["value"] as? Double }
        }
      }
      #expect(try values(outputs[0]) == values(outputs[1]))
      #expect(try values(outputs[0]).count == 6)
    }
  }

  @Test("a penalty is shown beside its absence in tables and reports")
  func table() throws {
    let tool = try tool()
    defer { tool.remove() }
    let run = try tool.run(
      "evaluate", "ratings.csv", "--split", "time:0.3", "--protocol", "lloo", "--max-events", "40",
      "--models",
      "popularity,itemknn", "--metrics", "recall@5[beta=0.3]", "--report", "report.html")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("recall@5[beta=0]") && run.output.contains("recall@5[beta=0.3]"))
    #expect(run.output.contains("40 of "))
    let page = try String(contentsOf: tool.folder.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("recall@5[beta=0]") && page.contains("effective sample size"))
  }

  @Test(
    "says what is missing or impossible",
    arguments: [
      (["--metrics", "recall@5"], 64, "--split"),
      (["--split", "time:0.3", "--max-events", "9"], 64, "needs --protocol loo or lloo"),
      (["--protocol", "loo", "--max-events", "0"], 64, "positive number"),
      (["--split", "last:1,negatives=5", "--protocol", "loo"], 65, "not against a split's negatives"),
      (["--protocol", "lloo", "--columns", "user=userId,item=itemId"], 65, "needs times"),
    ])
  func refusals(arguments: [String], status: Int32, part: String) throws {
    let tool = try tool()
    defer { tool.remove() }
    let run = try tool.run(["evaluate", "ratings.csv", "--models", "popularity"] + arguments)
    #expect(run.status == status, "\(run.output) \(run.errors)")
    #expect(run.errors.contains(part), "\(run.errors)")
  }

  @Test("compares metrics with the truth of generated populations")
  func trial() throws {
    let tool = try tool()
    defer { tool.remove() }
    let outputs = try ["1", "2"].map { threads in
      let run = try tool.run(
        "compare-metrics", "--populations", "2", "--users", "150", "--items", "120", "--events", "4000",
        "--max-events", "200", "--models", "popularity,itemknn,ease(l2=50)", "--output", "trial.json",
        "--threads", threads)
      #expect(run.status == 0, "\(run.errors)")
      for word in [
        "lloo time:0.2", "true response", "drawn at random", "33.3 %", "Read with care", "lists last:1",
      ] {
        #expect(run.output.contains(word), "\(word) is missing in \(run.output)")
      }
      return run.output
    }
    #expect(outputs[0] == outputs[1])
    let json = try Data(contentsOf: tool.folder.appending(path: "trial.json"))
    let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    // By three truths: three ways with 21 penalties, three kinds of lists with four metrics.
    let summaries = try #require(document["summaries"] as? [Any])
    #expect(summaries.count == 225)
    let one = try tool.run("compare-metrics", "--models", "ease")
    #expect(one.status == 64 && one.errors.contains("no choice among one model"))
  }
}
