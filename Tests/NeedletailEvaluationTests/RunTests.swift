import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Runs and judgements")
struct RunTests {
  let run = """
    7 Q0 a 9 0.5 mine
    7 Q0 b 1 2.5 mine\r

    9\tQ0\tc\t1\t1e-3\tmine
    7 Q0 10 3 0.5 mine
    7 Q0 9 3 0.5 mine
    """
  let qrels = "7 0 b 2\n7 0 a 1\n7 0 z 0\n8 0 c 1\n"

  func options(_ metrics: String) throws -> EvaluationOptions {
    EvaluationOptions(metrics: try MetricKey.list(metrics), pool: WorkerPool(threads: 1))
  }

  @Test("a TREC run: scores sort, the rank column does not count, ties by id")
  func trec() throws {
    let run = try RankedRun(trec: Array(self.run.utf8))
    #expect(run.tag == "mine" && run.lists.map(\.user) == ["7", "9"])
    #expect(run.lists[0].items == ["b", "9", "10", "a"])
    #expect(run.lists[0].scores == [2.5, 0.5, 0.5, 0.5])
  }

  @Test("what is written reads back, in both forms")
  func roundTrip() throws {
    let run = try RankedRun(trec: Array(self.run.utf8))
    #expect(try RankedRun(trec: Array(run.trec().utf8)) == run)
    var again = try RankedRun(jsonLines: Array(run.jsonLines().utf8))
    again.tag = "mine"
    #expect(again == run)
    let odd = RankedRun(tag: "t", lists: [.init(user: "a \"b\"\\ é", items: ["x\ny", "1/2"])])
    #expect(try RankedRun(jsonLines: Array(odd.jsonLines().utf8), tag: "t") == odd)
    #expect(throws: DataError.self) { try odd.trec() }
  }

  @Test("JSON Lines of DESIGN's form, ids as numbers or strings")
  func jsonLines() throws {
    let text = #"{"user":7,"items":[12,"x"],"scores":[0.9,0.4]}"# + "\n" + #"{"user":"8","items":[]}"#
    let run = try RankedRun(jsonLines: Array(text.utf8))
    #expect(run.lists[0] == .init(user: "7", items: ["12", "x"], scores: [0.9, 0.4]))
    #expect(run.lists[1] == .init(user: "8", items: []))
    #expect(try run.jsonLines() == text.replacingNumbers + "\n")
  }

  @Test(
    "errors name file and line",
    arguments: [
      ("a Q0 b 1 2.5", "r.txt:1: expected 6 fields"), ("a Q0 b 1 x t", "r.txt:1: expected a finite score"),
      ("a Q0 b 1 nan t", "found 'nan'"), ("\n\na Q0 b 1 2 t\na Q0 b 2 1 t", "r.txt:4: item 'b'"),
      ("", "r.txt: expected a run"), (" \n\r\n", "found no lines"),
    ])
  func trecErrors(text: String, part: String) {
    expectDataError(part) { try RankedRun(trec: Array(text.utf8), file: "r.txt") }
  }

  @Test("bytes that are no text are an error")
  func binary() {
    expectDataError("UTF-8") { try RankedRun(trec: [0xFF, 32, 1, 32, 2, 32, 3, 32, 4, 32, 5], file: "r") }
    expectDataError("expected {") { try RankedRun(jsonLines: [0xFF, 0x00], file: "r") }
  }

  @Test(
    "errors of JSON Lines",
    arguments: [
      ("{}", "r.jsonl:1: expected {"), (#"{"user":1.5,"items":[]}"#, "expected {"),
      (#"{"user":1,"items":[2,2]}"#, "item '2' is in the list of '1' twice"),
      (#"{"user":1,"items":[2],"scores":[]}"#, "expected 1 scores"),
      ("{\"user\":1,\"items\":[2]}\n{\"user\":1,\"items\":[2]}", "r.jsonl:2: user '1' has a list already"),
      ("", "found none"),
    ])
  func jsonErrors(text: String, part: String) {
    expectDataError(part) { try RankedRun(jsonLines: Array(text.utf8), file: "r.jsonl") }
  }

  @Test(
    "errors of judgements",
    arguments: [
      ("7 0 a", "q:1: expected 4 fields"), ("7 0 a x", "q:1: expected a number"),
      ("7 0 a 1\n7 0 a 2", "q:2: item 'a' was judged for '7' already (line 1)"), ("", "found no lines"),
    ])
  func qrelsErrors(text: String, part: String) {
    expectDataError(part) { try Qrels(trec: Array(text.utf8), file: "q") }
  }

  @Test("a run against judgements: users without a list count as empty, others are left out")
  func judge() throws {
    let result = try Judge.judge(
      RankedRun(trec: Array(run.utf8)), against: Qrels(trec: Array(qrels.utf8)),
      options: options("precision@2,recall@4,ndcg@4,ndcg@4[graded],coverage@4,coverage@4[count],auc,arp@2"))
    #expect(result.counts.users == 2 && result.counts.usersWithoutList == 1)
    #expect(result.counts.listsWithoutTestItems == 1)
    let values = result.metrics.map(\.value)
    #expect(values[0] == 0.25 && values[1] == 0.5)
    let discount4 = RatingReference.discount(4)
    let discount2 = RatingReference.discount(2)
    #expect(isClose(values[2], (1 + discount4) / (1 + discount2) / 2, within: 1e-12))
    #expect(isClose(values[3], (2 + discount4) / (2 + discount2) / 2, within: 1e-12))
    #expect(values[4] == 4)
    #expect(
      result.absent.map { "\($0.key): \($0.reason)" } == [
        "coverage@4: needs the catalogue", "auc: a run holds lists, not all scores",
        "arp@2: needs training data to know the popularity of items",
      ])
  }

  @Test("a run against a split knows the catalogue and the training data")
  func judgeSplit() throws {
    let split = Split(
      training: InteractionLog(users: 2, items: 4, [(0, 0), (1, 0), (1, 1)]),
      test: InteractionLog(users: 2, items: 4, [(0, 1), (1, 2)]), definition: "by hand")
    let run = RankedRun(
      tag: "r", lists: [.init(user: "0", items: ["1", "2"]), .init(user: "1", items: ["3", "2"])])
    let result = try Judge.judge(
      run, against: split, options: options("mrr@2,coverage@2,arp@2,serendipity@2"))
    #expect(result.metrics.map(\.value) == [0.75, 0.75, 0.25, 0])
    let unknown = RankedRun(tag: "r", lists: [.init(user: "0", items: ["x"])])
    expectDataError("item 'x'") { try Judge.judge(unknown, against: split, options: options("mrr@2")) }
  }

  @Test("nothing relevant is an error")
  func nothingRelevant() throws {
    let run = RankedRun(tag: "r", lists: [.init(user: "0", items: ["1"])])
    #expect(throws: EvaluationError.self) {
      try Judge.judge(run, against: Qrels([.init(user: "0", item: "1", grade: 0)]), options: options("mrr@2"))
    }
  }

  @Test("mutated files give an error or a run, never a trap", arguments: 0..<300)
  func mutations(seed: UInt64) {
    var random = RandomStream(seed: seed)
    let json = Array(#"{"user":7,"items":[12,"x"],"scores":[0.9,0.4]}"#.utf8)
    for source in [Array(run.utf8), Array(qrels.utf8), json] {
      var bytes = source
      for _ in 0...random.index(below: 4) {
        let place = random.index(below: bytes.count)
        switch random.index(below: 3) {
        case 0: bytes[place] = UInt8(random.index(below: 256))
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(random.index(below: 256)), at: place)
        }
      }
      _ = try? RankedRun(trec: bytes)
      _ = try? RankedRun(jsonLines: bytes)
      _ = try? Qrels(trec: bytes)
    }
  }

  private func expectDataError(_ part: String, _ body: () throws -> some Any) {
    do {
      _ = try body()
      Issue.record("expected an error with '\(part)'")
    } catch {
      #expect("\(error)".contains(part) && error is DataError, "\(error)")
    }
  }
}

extension String {
  /// The text with the ids of the example as strings, which is how we write them.
  fileprivate var replacingNumbers: String {
    replacing("\"user\":7", with: "\"user\":\"7\"").replacing("[12,", with: "[\"12\",")
  }
}
