import Foundation
import Testing

@Suite("replaying sessions by the tool")
struct ReplayTests {
  /// Forty users with ten sessions of four items each, all of one of five groups of items and new to the user.
  private static var sessions: String {
    var lines = ["user,item,timestamp"]
    for session in 0..<400 {
      let user = session % 40
      let visit = session / 40
      let group = (session * 7 + visit * 3) % 5
      for place in 0..<4 {
        let item = group * 60 + visit * 4 + place + user % 3
        lines.append("\(user),\(item),\(1_700_000_000 + session * 7200 + place * 60)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("shows every slice and lag as text, JSON and a page, the same for any number of threads")
  func replay() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Self.sessions, to: "sessions.csv")
    let outputs = try ["1", "2"].map { threads in
      let run = try tool.run(
        "replay", "sessions.csv", "--models", "ease(l2=5)", "--split", "time:0.3", "--validation", "time:0.3",
        "--lags", "0,600", "--report", "report.html", "--output", "replay.json", "--threads", threads)
      #expect(run.status == 0, "\(run.errors)")
      for word in ["ndcg@20, events in session", "mrr@20", "1–2", "session known after", "10 min"] {
        #expect(run.output.contains(word), "\(word) is missing in \(run.output)")
      }
      return run.output
    }
    #expect(outputs[0] == outputs[1])
    let page = try String(contentsOf: tool.folder.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("lag of the session"))
    let json = try Data(contentsOf: tool.folder.appending(path: "replay.json"))
    let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let models = try #require(document["models"] as? [[String: Any]])
    #expect((models[0]["slices"] as? [Any])?.count == 5)
    #expect((models[0]["lags"] as? [Any])?.count == 2)
    #expect((models[0]["validation"] as? [Any])?.count == 30)
  }
}
