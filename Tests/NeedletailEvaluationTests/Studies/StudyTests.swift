import Foundation
import NeedletailConfiguration
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Studies")
struct StudyTests {
  private static let text = """
    title: Slopes
    data: toy.csv
    split: last:1
    validation: last:1
    metrics: [mrr@8, coverage@8]
    seeds: [1, 2]
    baseline: fixed
    models:
      - {name: fixed, model: slope(l2=1)}
      - {model: slope, space: "l2=log(0.001..1),dimension=64|256", strategy: tpe, trials: 12}
      - {name: worse, model: "slope(l2=1000)"}
    """

  /// A file of users who go through consecutive items.
  private func folder() throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    let rows = (0..<24).flatMap { user in (0..<7).map { "\(user),\(user + $0),\($0)" } }
    try ("user,item,timestamp\n" + rows.joined(separator: "\n") + "\n").write(
      toFile: folder.path("toy.csv"), atomically: true, encoding: .utf8)
    return folder
  }

  private func study(_ text: String, in folder: TemporaryFolder, threads: Int = 2) throws -> Study {
    let text = text.replacing("data: toy.csv", with: "data: '\(folder.path("toy.csv"))'")
    let definition = try StudyDefinition(parsing: text, file: "s.yaml", registry: .slopes)
    let pool = WorkerPool(threads: threads)
    return Study(definition, data: try definition.load(root: nil, pool: pool), pool: pool)
  }

  private func identity(_ result: StudyResult) -> StudyResult {
    var result = result
    result.evaluation = result.evaluation.identity
    for search in result.searches.indices {
      for trial in result.searches[search].result.trials.indices {
        result.searches[search].result.trials[trial].fitSeconds = nil
        result.searches[search].result.trials[trial].scoreSeconds = nil
        result.searches[search].result.trials[trial].memoryBytes = nil
      }
    }
    return result
  }

  @Test("searches choose on validation, everything is measured on test, for each seed")
  func whole() throws {
    let folder = try folder()
    let study = try study(Self.text, in: folder)
    var models: [String] = []
    var observers = Study.Observers()
    observers.model = { name, _ in models.append(name) }
    let result = try study.run(observers)
    #expect(models == ["fixed", "slope", "worse"])
    #expect(result.evaluation.models.map(\.name) == ["fixed", "slope", "worse"])
    // Two pairs with the baseline on two metrics, the report's own of popularity among them; coverage has no
    // paired test.
    #expect(result.evaluation.comparisons.count == 4)
    #expect(result.evaluation.comparisons.allSatisfy { [$0.first, $0.second].contains("fixed") })
    #expect(result.searches.map(\.model) == ["slope"] && result.searches[0].result.trials.count == 12)
    #expect(result.searches[0].result.test == nil)
    let spread = try #require(result.seeds?.first { $0.model == "slope" && $0.metric == "mrr@8" })
    #expect(spread.deviation == 0 && spread.mean == result.evaluation.models[1].metrics["mrr@8"]?.value)
    let page = StudyReport.html(result)
    for part in ["Slopes", "How hyper-parameters were chosen", "Over 2 seeds of training"] {
      #expect(page.contains(part))
    }
    #expect(try JSONDecoder().decode(StudyResult.self, from: Data(result.json().utf8)) == result)
  }

  @Test("the resolved study gives the same results without a search; so do other threads")
  func resolved() throws {
    let folder = try folder()
    let result = try study(Self.text, in: folder).run()
    let again = try study(result.resolved, in: folder, threads: 1).run()
    #expect(again.searches.isEmpty)
    #expect(again.evaluation.identity == result.evaluation.identity && again.seeds == result.seeds)
    #expect(try identity(study(Self.text, in: folder, threads: 4).run()) == identity(result))
  }

  @Test("searches resume from their files")
  func resumes() throws {
    let folder = try folder()
    let study = try study(Self.text, in: folder)
    var observers = Study.Observers()
    observers.file = { try StudyFile(folder.path($0)) }
    let first = try study.run(observers)
    let second = try study.run(observers)
    #expect(second.searches == first.searches)
  }

  @Test("data are a path or a known set; groups are attributes that users have; folds are not searched")
  func refused() throws {
    let folder = try folder()
    func fault(_ text: String, _ body: (StudyDefinition) throws -> Void) throws -> String {
      let definition = try StudyDefinition(parsing: text, file: "s.yaml", registry: .slopes)
      do {
        try body(definition)
        return "accepted"
      } catch { return "\(error)" }
    }
    let pool = WorkerPool(threads: 1)
    let other = Self.text.replacing("toy.csv", with: "gowala")
    #expect(try fault(other) { _ = try $0.load(root: "/", pool: pool) }.contains("did you mean 'gowalla'"))
    let known = Self.text.replacing("toy.csv", with: "gowalla")
    #expect(try fault(known) { _ = try $0.load(root: nil, pool: pool) }.contains("NEEDLETAIL_DATA"))
    let grouped = Self.text + "\ngroups: {attributes: [age]}"
    #expect(throws: EvaluationError.self) { try study(grouped, in: folder).run() }
    let folds = Self.text.replacing("split: last:1\n", with: "split: folds:3\n")
    #expect(throws: EvaluationError.self) { try study(folds, in: folder).run() }
  }
}
