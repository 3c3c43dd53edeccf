import Glibc
import NeedletailData
import NeedletailEvaluation
import TestSupport
import Testing

@Suite("Documents and reports")
struct DocumentTests {
  @Test("the same bytes for one and two threads, apart from times and threads")
  func identity() throws {
    let sample = SampleEvaluation()
    let one = try sample.document(threads: 1, resamples: 203)
    let two = try sample.document(threads: 2, resamples: 203)
    #expect(try one.identity.json() == two.identity.json())
    let json = try one.json()
    #expect(try EvaluationDocument(json: json) == one)
    #expect(json.contains("\"schema\" : 1") && json.contains("\"ndcg@10\" : {") && json.hasSuffix("}\n"))
  }

  @Test("another schema is refused")
  func schema() throws {
    let sample = SampleEvaluation()
    var options = try sample.options(threads: 1, metrics: "ndcg@5")
    options.resamples = 0
    let evaluation = try Evaluator.evaluate(sample.models[0].1, name: "r", on: sample.split, options: options)
    var document = EvaluationDocument(
      data: .init(sample.split.training), split: sample.split, options: options, evaluations: [evaluation],
      version: "0")
    #expect(document.models[0].metrics["ndcg@5"]?.low == nil)
    document.schema = 2
    let json = try document.json()
    #expect(throws: EvaluationError.self) { try EvaluationDocument(json: json) }
  }

  @Test("models come out in the order of their quality, and real differences are found")
  func quality() throws {
    let document = try SampleEvaluation().document(threads: 2)
    let ndcg = document.models.map { $0.metrics["ndcg@10"]!.value }
    #expect(ndcg[4] > ndcg[2] && ndcg[2] > ndcg[0])
    let test = document.comparisons.first {
      $0.metric == "ndcg@10" && $0.first == "random" && $0.second == "ease"
    }!
    #expect(test.difference < 0 && test.adjustedP < 0.01 && test.high! < 0 && test.adjustedP >= test.p)
    #expect(document.comparisons.count { $0.metric == "ndcg@10" } == 15)
    #expect(!document.comparisons.contains { $0.metric.hasPrefix("coverage") })
    for model in document.models {
      for (key, metric) in model.metrics {
        if let low = metric.low, let high = metric.high {
          #expect(
            low <= metric.value && metric.value <= high,
            "\(model.name) \(key) \(metric.value) in \(low)...\(high)")
        }
      }
      let activity = model.breakdowns[0]
      #expect(activity.buckets.map(\.users).reduce(0, +) == model.counts.users)
      #expect(model.rankingCurves!.truePositiveRates.last == 1)
      #expect(
        zip(model.rankingCurves!.precisions, model.rankingCurves!.precisions.dropFirst()).allSatisfy {
          $0 >= $1
        })
    }
  }

  @Test("a report holds everything, loads nothing, and escapes what came from outside")
  func report() throws {
    let document = try SampleEvaluation().document(threads: 2)
    let html = Report.html(document, commandLine: "needletail evaluate 'a b' --models \"ease\" < x")
    if let path = getenv("NEEDLETAIL_SAMPLE_REPORT") {
      // To look at the page: set the variable to a file name.
      let file = fopen(path, "w")
      fputs(html, file)
      fclose(file)
    }
    #expect(!html.contains("http") && !html.contains("<script") && !html.contains("url("))
    #expect(html.contains("sample &lt;population&gt; &amp; co") && !html.contains("<population>"))
    for model in document.models { #expect(html.contains(">\(model.name)<")) }
    for part in [
      "Results", "Accuracy and popularity bias", "Accuracy by length of the list", "Groups of users",
      "Over the whole ranking", "Differences between models", "What the numbers mean", "To repeat this run",
      "needletail evaluate &#39;a b&#39;", "Warnings", "stub(l2=1)", "Absent:",
    ] { #expect(html.contains(part), "\(part)") }
    #expect(isBalanced(html))
    #expect(!html.contains("nan") && !html.contains("inf\""))
  }

  @Test("a report of one model with one metric is still a page")
  func smallReport() throws {
    let sample = SampleEvaluation()
    var options = try sample.options(threads: 1, metrics: "rmse")
    options.activityBuckets = 0
    options.curves = false
    options.userFeatures = nil
    let evaluation = try Evaluator.evaluate(sample.models[4].1, name: "e", on: sample.split, options: options)
    let document = EvaluationDocument(
      data: .init(sample.split.training), split: sample.split, options: options, evaluations: [evaluation],
      version: "0")
    let html = Report.html(document)
    #expect(isBalanced(html) && html.contains("<h1>Evaluation</h1>"))
    let nothing = EvaluationDocument(
      data: .init(users: 0, items: 0, interactions: 0), split: "none", seed: 1, metrics: [], models: [],
      environment: .init(version: "0", threads: 1))
    #expect(isBalanced(Report.html(nothing)))
  }

  /// Whether every element that is opened is closed in order.
  private func isBalanced(_ html: String) -> Bool {
    let void: Set = ["meta", "!doctype"]
    var open: [Substring] = []
    for piece in html.split(separator: "<", omittingEmptySubsequences: true).dropFirst(
      html.hasPrefix("<") ? 0 : 1)
    {
      guard let end = piece.firstIndex(of: ">") else { return false }
      let tag = piece[..<end]
      let name = tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" && $0 != "\n" }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return false }
      } else if !tag.hasSuffix("/"), !void.contains(name.lowercased()) {
        open.append(name)
      }
    }
    return open.isEmpty
  }
}
