import Foundation
import Testing

@Suite("labelled examples on the command line")
struct ExampleTests {
  /// Users, items and a weekday; even items are clicked more.
  private static func lines(_ count: Int, from start: Int) -> String {
    (start..<start + count).map { number in
      let item = number * 7 % 11
      let label = number * 13 % 10 < (item % 2 == 0 ? 7 : 2) ? 1 : -1
      return "\(label) \(number * 5 % 23):1 \(100 + item):1 \(200 + number % 7):1\n"
    }.joined()
  }

  private func tool() throws -> Tool {
    let tool = try Tool()
    try FileManager.default.createDirectory(
      at: tool.folder.appending(path: "clicks"), withIntermediateDirectories: true)
    try tool.write(Self.lines(600, from: 0), to: "clicks/a.validation.libfm")
    try tool.write(Self.lines(300, from: 600), to: "clicks/a.test.libfm")
    return tool
  }

  @Test("evaluate fits on one file of a folder and measures on the other")
  func evaluate() throws {
    let tool = try tool()
    defer { tool.remove() }
    let result = try tool.run(
      "evaluate", "clicks", "--split", "files:a.validation.libfm,a.test.libfm", "--models",
      "click-rate,click-rate(smoothing=1000)", "--metrics", "auc,gauc,logloss,ne,ece", "--report", "r.html")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("900 labelled examples"))
    #expect(result.output.contains("600 for training, 300 for test"))
    #expect(result.output.contains("Reliability of click-rate"))
    #expect(result.output.contains("DeLong's tests over users"))
    let page = try String(contentsOf: tool.folder.appending(path: "r.html"), encoding: .utf8)
    #expect(page.contains("<h2>Reliability</h2>"))
    let json = try tool.run(
      "evaluate", "clicks/a.test.libfm", "--split", "random:0.3", "--models", "click-rate,popularity",
      "--metrics",
      "logloss", "--json")
    #expect(json.status == 0, "\(json.errors)")
    #expect(json.output.contains("\"unit\" : \"user\""))
    #expect(json.output.contains("popularity predicts no probabilities of labelled examples"))
  }

  @Test("inspect, train and recommend")
  func wholePath() throws {
    let tool = try tool()
    defer { tool.remove() }
    let inspected = try tool.run("inspect", "clicks/a.test.libfm", "--examples")
    #expect(inspected.status == 0, "\(inspected.errors)")
    #expect(inspected.output.contains("300") && inspected.output.contains("field3"))
    // Without the word the same file is one of interactions, as ever.
    #expect(try tool.run("inspect", "clicks/a.test.libfm").output.contains("interactions"))
    let trained = try tool.run(
      "train", "clicks/a.test.libfm", "--examples", "--model", "click-rate", "--out", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let listed = try tool.run("recommend", "model", "--user", "5", "--include-seen")
    #expect(listed.status == 0, "\(listed.errors)")
    #expect(try tool.run("verify", "model").status == 0)
  }

  @Test("tune searches on a part of the training examples, and goes on with its study")
  func tune() throws {
    let tool = try tool()
    defer { tool.remove() }
    let arguments = [
      "tune", "clicks", "--split", "files:a.validation.libfm,a.test.libfm", "--model", "click-rate",
      "--metric", "logloss", "--metrics", "auc,ece", "--trials", "5", "--study", "s.jsonl", "--report",
      "r.html",
    ]
    let first = try tool.run(arguments + ["--examples"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("5 trials (tpe)") && first.output.contains("On the test part"))
    #expect(first.output.contains("10% of all examples at random"))
    // The last trial is not run again, and a folder of feature lines needs no word.
    let again = try tool.run(arguments)
    #expect(again.status == 0 && !again.errors.contains("trial 5"), "\(again.errors)")
    let lists = try tool.run(
      "tune", "clicks/a.test.libfm", "--examples", "--split", "random:0.2", "--model", "click-rate")
    #expect(lists.status == 65 && lists.errors.contains("ndcg@10 speaks of ranked lists"), "\(lists.errors)")
  }

  @Test("a study of labelled examples searches, saves models, and its resolved form repeats it")
  func study() throws {
    let tool = try tool()
    defer { tool.remove() }
    try tool.write(
      """
      data: clicks/a.validation.libfm
      examples: true
      split: random:0.3
      metrics: [logloss, auc]
      seeds: [1, 2]
      baseline: plain
      models:
        - {name: plain, model: click-rate(smoothing=100)}
        - {model: click-rate, space: "smoothing=log(0.1..1000)", trials: 4}
      output: out
      saveModels: true
      """, to: "study.yaml")
    let run = try tool.run(["study", "run", "study.yaml", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output.contains("\"unit\" : \"user\"") && run.errors.contains("click-rate: trial 4 of at most 4"))
    #expect(try tool.run("verify", "out/models/click-rate").status == 0)
    let repeated = try tool.run(["study", "run", "out/resolved.yaml", "--out", "again", "--json"])
    #expect(repeated.status == 0, "\(repeated.errors)")
    func evaluation(_ text: String) throws -> [[String: Double]] {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let evaluation = try #require(object["evaluation"] as? [String: Any])
      return try #require(evaluation["models"] as? [[String: Any]]).map { model in
        (model["metrics"] as? [String: [String: Any]] ?? [:]).compactMapValues { $0["value"] as? Double }
      }
    }
    #expect(try evaluation(run.output) == evaluation(repeated.output))
    for (line, part) in [
      ("filter: users>=5", "wrong.yaml:3: filter: labelled examples have no 'filter'"),
      ("metrics: [ndcg@10]", "wrong.yaml:3: metrics: ndcg@10 speaks of ranked lists"),
    ] {
      try tool.write(
        "data: clicks/a.test.libfm\nexamples: true\n\(line)\nsplit: random:0.3\nmodels: [{model: click-rate}]\n"
          + (line.hasPrefix("metrics") ? "" : "metrics: [auc]\n"), to: "wrong.yaml")
      let wrong = try tool.run("study", "run", "wrong.yaml")
      #expect(wrong.status == 65 && wrong.errors.contains(part), "\(wrong.errors)")
    }
  }

  @Test("a field without a vocabulary is declared in the schema, with its place when it is wrong")
  func hashing() throws {
    let tool = try tool()
    defer { tool.remove() }
    let lines = (0..<200).map { "\($0 % 3 == 0 ? 1 : 0),u\($0 % 5),s\($0 % 40)\n" }.joined()
    try tool.write("click,who,site\n" + lines, to: "h.csv")
    try tool.write("click: label\nwho: user\nsite: categorical hash=10\n", to: "h.schema")
    let found = try tool.run(
      "evaluate", "h.csv", "--schema", "h.schema", "--split", "random:0.2", "--models", "click-rate",
      "--metrics", "logloss", "--json")
    #expect(found.status == 0 && found.output.contains("categorical, hashed"), "\(found.errors)")
    try tool.write("click: label\nwho: user\nsite: categorical hash=40\n", to: "h.schema")
    let wrong = try tool.run("inspect", "h.csv", "--schema", "h.schema")
    #expect(
      wrong.status == 65 && wrong.errors.contains("h.schema:3: hash: expected a whole number from 1 to 30"))
  }

  @Test("checkpoints are for models that are trained epoch by epoch")
  func checkpoints() throws {
    let tool = try tool()
    defer { tool.remove() }
    let refused = try tool.run(
      "train", "clicks/a.test.libfm", "--examples", "--model", "click-rate", "--out", "m", "--checkpoints",
      "c")
    #expect(refused.status == 65 && refused.errors.contains("click-rate keeps no checkpoints"))
  }

  @Test("labels of several classes are learnt by one model and refused by others")
  func classes() throws {
    let tool = try tool()
    defer { tool.remove() }
    let lines = (0..<120).map { "\($0 % 3),u\($0 % 5),i\($0 % 6)\n" }.joined()
    try tool.write("grade,who,what\n" + lines, to: "g.csv")
    try tool.write("grade: label classes=3\nwho: user\nwhat: item\n", to: "g.schema")
    let refused = try tool.run(
      "evaluate", "g.csv", "--schema", "g.schema", "--split", "random:0.2", "--models", "click-rate",
      "--metrics", "accuracy,logloss")
    #expect(refused.status == 65 && refused.errors.contains("3 classes: fifa learns those"))
    let lists = try tool.run(
      "evaluate", "g.csv", "--schema", "g.schema", "--split", "random:0.2", "--models", "popularity",
      "--metrics", "accuracy,logloss")
    #expect(lists.status == 0 && lists.output.contains("120 labelled examples (3 classes)"))
    #expect(lists.output.contains("popularity predicts no probabilities of 3 classes"))
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (
        [
          "evaluate", "e.csv", "--schema", "s", "--split", "last:1", "--models", "click-rate", "--metrics",
          "auc",
        ], 65, "random:0.1"
      ),
      (
        [
          "evaluate", "e.csv", "--examples", "--split", "random:0.1", "--models", "click-rate", "--metrics",
          "auc",
        ], 65, "--schema"
      ),
      (
        ["evaluate", "e.csv", "--schema", "s", "--split", "random:0.3", "--models", "click-rate"], 65,
        "ranked lists"
      ),
      (
        [
          "evaluate", "bad.csv", "--schema", "s", "--split", "random:0.3", "--models", "click-rate",
          "--metrics", "auc",
        ], 65, "bad.csv:3"
      ),
    ] as [([String], Int32, String)])
  func failures(_ arguments: [String], _ status: Int32, _ says: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write("y,f\n" + (0..<40).map { "\($0 % 2),\($0 % 3)\n" }.joined(), to: "e.csv")
    try tool.write("y,f\n1,a\nyes,b\n", to: "bad.csv")
    try tool.write("y: label\nf: categorical\n", to: "s")
    let result = try tool.run(arguments)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(says), "\(result.errors)")
  }
}
