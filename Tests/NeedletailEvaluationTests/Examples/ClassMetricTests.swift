import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Metrics of several classes")
struct ClassMetricTests {
  private func scored(_ count: Int, classes: Int = 4, seed: UInt64 = 1) -> ScoredClasses {
    var stream = RandomStream(seed: seed)
    let labels = (0..<count).map { _ in stream.index(below: classes) }
    let logits = labels.flatMap { label in
      (0..<classes).map { Float(stream.index(below: 6)) / 2 + ($0 == label ? 1 : 0) }
    }
    return ScoredClasses(
      logits: Matrix(rows: count, columns: classes, elements: SharedBuffer(logits)), labels: labels)
  }

  /// exp of logits over their sum.
  private func softmax(_ scored: ScoredClasses) -> [[Double]] {
    (0..<scored.logits.rows).map { row in
      let powers = (0..<scored.logits.columns).map { exp(Double(scored.logits[row, $0])) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
  }

  @Test("accuracy, log loss and area are those of plain loops", arguments: [1, 2, 3])
  func loops(_ seed: UInt64) throws {
    let scored = scored(80, seed: seed)
    let p = softmax(scored)
    let units = (0..<Int32(80)).map { $0 }
    func value(_ key: String) throws -> Double? {
      ClassMetrics.values(try MetricKey(parsing: key), scored, units: units, count: 80)?.value
    }
    let found = try #require(try value("accuracy"))
    #expect(found == ClassAccuracy.accuracy(p.map { $0.map { ($0 * 1e9).rounded() } }, labels: scored.labels))
    let loss = try #require(try value("logloss"))
    #expect(abs(loss - ClassAccuracy.logLoss(probabilities: p, labels: scored.labels)!) < 1e-9)
    var areas: [Double] = []
    for label in 0..<4 {
      let (inside, outside) = (
        (0..<80).filter { scored.labels[$0] == label }, (0..<80).filter { scored.labels[$0] != label }
      )
      var wins = 0.0
      for a in inside {
        for b in outside {
          let gap = p[a][label] - p[b][label]
          wins += abs(gap) < 1e-9 ? 0.5 : gap > 0 ? 1 : 0
        }
      }
      areas.append(wins / Double(inside.count * outside.count))
    }
    #expect(abs(ClassMetrics.area(scored)! - areas.reduce(0, +) / 4) < 2e-3)
  }

  @Test("two classes are the metrics of clicks")
  func clicks() throws {
    let two = scored(60, classes: 2)
    let odds = (0..<60).map { two.logits[$0, 1] - two.logits[$0, 0] }
    let clicks = ScoredExamples(logOdds: odds, labels: two.labels.map { $0 == 1 })
    let units = (0..<60).map { Int32($0 / 3) }
    for key in try MetricKey.list("accuracy,logloss") {
      let left = try #require(ClassMetrics.values(key, two, units: units, count: 20))
      let right = try #require(ExampleMetrics.values(key, clicks, units: units, count: 20))
      #expect(left.denominators == right.denominators)
      for (a, b) in zip(left.numerators, right.numerators) { #expect(abs(a - b) < 1e-6, "\(key)") }
    }
    #expect(
      abs(ClassMetrics.area(two)! - ExampleMetrics.value(try MetricKey(parsing: "auc"), clicks)!) < 1e-12)
  }

  @Test("worked figures")
  func worked() throws {
    let p = [[0.2, 0.5, 0.3], [0.6, 0.2, 0.2], [0.4, 0.4, 0.2]]
    #expect(ClassAccuracy.accuracy(p, labels: [1, 0, 1])! == 2.0 / 3)  // Of equal ones the lowest counts.
    let loss = -(log(0.5) + log(0.6) + log(0.4)) / 3
    #expect(abs(ClassAccuracy.logLoss(probabilities: p, labels: [1, 0, 1])! - loss) < 1e-15)
    #expect(ClassAccuracy.accuracy([], labels: []) == nil)
    let sure = ScoredClasses(logits: Matrix([[3e38, -3e38, 0]]), labels: [1])
    #expect(sure.losses[0] == -log(1e-15) && !sure.hits[0])
    #expect(ClassMetrics.area(sure) == nil)
  }

  @Test("an evaluation has the metrics of classes with intervals, and says why others are absent")
  func evaluation() throws {
    var stream = RandomStream(seed: 5)
    let lines = (0..<900).map { _ -> String in
      let (user, item) = (stream.index(below: 30), stream.index(below: 6))
      return "\(stream.uniform() < 0.7 ? item % 3 : stream.index(below: 3)),u\(user),i\(item)"
    }
    let examples = try ExampleReader.read(
      bytes: Array((["y,u,i"] + lines).joined(separator: "\n").utf8), name: "x.csv",
      schema: FeatureSchema(parsing: "y: label classes=3\nu: user\ni: item"))
    var options = EvaluationOptions(
      metrics: try MetricKey.list("accuracy,logloss,auc,gauc,ne,ece"), pool: WorkerPool(threads: 2))
    options.resamples = 200
    let split = try SplitSpecification(parsing: "random:0.4").split(examples, seed: 1)
    let plan = try ExamplePlan(examples, at: split.test, options: options)
    let training = try TrainingData(examples, training: split.training)
    let model = SharesModel(training.examples!)
    let result = try plan.evaluate(model, name: "shares").result
    #expect(result.metrics.map(\.key.description) == ["accuracy", "logloss", "auc"])
    for metric in result.metrics { #expect(metric.low! < metric.value && metric.value < metric.high!) }
    #expect(result[try MetricKey(parsing: "accuracy")]!.value > 0.7)
    #expect(result[try MetricKey(parsing: "auc")]!.value > 0.8)
    #expect(result.absent.map(\.key.description) == ["gauc", "ne", "ece"])
    #expect(result.absent.allSatisfy { $0.reason.contains("two classes") && $0.reason.contains("3") })
    let stub = try plan.evaluate(RankingStub(itemCount: 6) { _, _ in 0 }, name: "stub").result
    #expect(stub.metrics.isEmpty && stub.absent[0].reason.contains("3 classes"))
  }
}

/// The shares of classes of each item, for tests.
private struct SharesModel: ClassPredictor {
  let ranking: RankingFields
  let counts: [[Double]]
  let column: Int
  var algorithm: any Algorithm { RankingStub(itemCount: 1) { _, _ in 0 }.algorithm }

  init(_ examples: TrainingExamples) {
    let table = examples.table
    let column = table.space.single.count - 1
    var counts = [[Double]](repeating: [1, 1, 1], count: table.space.rowCount)
    for example in 0..<table.count {
      counts[Int(table.rows[example * table.space.single.count + column])][Int(table.labels[example])] += 1
    }
    (ranking, self.counts, self.column) = (examples.ranking, counts, column)
  }
  func classLogits(of examples: ExampleTable) throws -> Matrix {
    Matrix(
      (0..<examples.count).map { example in
        counts[Int(examples.rows[example * examples.space.single.count + column])].map { Float(log($0)) }
      })
  }
  func write(to file: inout ModelWriter) throws {}
}
