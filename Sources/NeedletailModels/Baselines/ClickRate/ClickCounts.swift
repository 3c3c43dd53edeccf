import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath

/// How often each value of the fields occurs, and how often with a click.
struct ClickCounts {
  /// Examples with each row of the space.
  private var examples: [Double]
  /// Those with a click.
  private var clicks: [Double]
  /// All examples, and all clicks.
  private var total = (examples: 0.0, clicks: 0.0)

  private init(rowCount: Int) {
    examples = [Double](repeating: 0, count: rowCount)
    clicks = examples
  }

  /// The counts of labelled examples.
  init(_ table: ExampleTable) { self.init(table, 0..<table.count) }

  private init(_ table: ExampleTable, _ taken: some Sequence<Int>) {
    self.init(rowCount: table.space.rowCount)
    let width = table.space.single.count
    for example in taken {
      let weight = Double(table.weights?[example] ?? 1)
      let click = table.labels[example] > 0 ? weight : 0
      total.examples += weight
      total.clicks += click
      table.rows.withUnsafeBufferPointer { rows in
        for column in 0..<width { add(rows[example * width + column], weight, click) }
      }
      for bag in table.bags {
        for entry in Int(bag.offsets[example])..<Int(bag.offsets[example + 1]) {
          add(bag.rows[entry], weight, click)
        }
      }
    }
  }

  private mutating func add(_ row: Int32, _ weight: Double, _ click: Double) {
    examples[Int(row)] += weight
    clicks[Int(row)] += click
  }

  /// The counts of the pairs of a log, with as many negatives as positives in expectation: each item is as likely to be
  /// drawn as any other.
  ///
  /// Fields of users are left at the mean rate, which is what they have when every user has as many negatives.
  init(pairs: CSRMatrix, _ ranking: RankingFields) {
    self.init(rowCount: ranking.space.rowCount)
    guard pairs.columns > 0 else { return }
    var choices = [Double](repeating: 0, count: pairs.columns)
    pairs.columnIndices.withUnsafeBufferPointer { for item in $0 { choices[Int(item)] += 1 } }
    let drawn = Double(pairs.count) / Double(pairs.columns)
    let items = ranking.itemFields
    let width = items.space.single.count
    for item in 0..<pairs.columns {
      let (weight, click) = (choices[item] + drawn, choices[item])
      for column in 0..<width { add(items.rows[item * width + column], weight, click) }
      for bag in items.bags {
        for entry in Int(bag.offsets[item])..<Int(bag.offsets[item + 1]) {
          add(bag.rows[entry], weight, click)
        }
      }
    }
    total = (2 * Double(pairs.count), Double(pairs.count))
  }

  /// How far the log-odds of each row's smoothed rate lie from those of the mean rate; 0 for rows without examples.
  func rates(_ smoothing: Double) -> [Double] { rates(smoothing, without: nil) }

  /// The same with the counts of some examples taken away.
  private func rates(_ smoothing: Double, without part: ClickCounts?) -> [Double] {
    let all = total.examples - (part?.total.examples ?? 0)
    // Half an example of each kind, so that the rate of all is neither 0 nor 1.
    let mean = (total.clicks - (part?.total.clicks ?? 0) + 0.5) / (all + 1)
    return examples.indices.map { row in
      let count = examples[row] - (part?.examples[row] ?? 0)
      let rate = (clicks[row] - (part?.clicks[row] ?? 0) + smoothing * mean) / (count + smoothing)
      return log(rate / (1 - rate)) - log(mean / (1 - mean))
    }
  }

  /// The sum of each example's rates, counted without its own fifth of the examples, beside its label.
  ///
  /// - Throws: `CancelledError`.
  func heldOutSums(
    _ table: ExampleTable, _ smoothing: Double, seed: UInt64, _ options: TrainingOptions
  ) throws -> [Calibration.Example] {
    let folds = 5
    let fold = (0..<table.count).map { example in
      var stream = RandomStream(seed: seed, purpose: 0xC11C, row: example)
      return stream.index(below: folds)
    }
    var sums: [Calibration.Example] = []
    for number in 0..<folds {
      try options.cancellation?.check()
      let own = fold.indices.filter { fold[$0] == number }
      let rates = self.rates(smoothing, without: ClickCounts(table, own))
      let part = ValueSums(table.selecting(own)) { rates[Int($0)] }.values
      for (example, sum) in zip(own, part) {
        sums.append(
          .init(sum: sum, isClick: table.labels[example] > 0, weight: Double(table.weights?[example] ?? 1)))
      }
    }
    return sums
  }
}
