import NeedletailEvaluation
import NeedletailMath
import Testing

/// Values that ranx computed; `Benchmarks/metrics/compare_with_ranx.py --fixtures` made them.
@Suite("Frozen cases of ranx")
struct PeerFixtureTests {
  @Test("every ranking metric agrees to the last digits")
  func agreement() throws {
    let folder = "\(#filePath)".split(separator: "/").dropLast(2).joined(separator: "/")
    let fixtures = "/\(folder)/Fixtures/Metrics"
    let file = try MappedFile(path: "\(fixtures)/expected.txt")
    let expected = String(decoding: file.copyBytes(in: 0..<file.count), as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: " ") }
    var options = EvaluationOptions(
      metrics: try expected.map { try MetricKey(parsing: String($0[0])) }, pool: WorkerPool(threads: 1))
    options.resamples = 0
    let result = try Judge.judge(
      RankedRun(contentsOf: "\(fixtures)/run.txt"), against: Qrels(contentsOf: "\(fixtures)/qrels.txt"),
      options: options)
    #expect(result.metrics.count == expected.count && expected.count == 32)
    for (metric, line) in zip(result.metrics, expected) {
      #expect(isClose(metric.value, Double(line[1])!, within: 1e-12), "\(metric.key)")
    }
  }
}
