import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `ClickRate`: how far the log-odds of each value's rate lie from those of the mean rate, and two
/// numbers.
struct ClickRateRecommender: ProbabilityPredictor {
  let clickRate: ClickRate
  let ranking: RankingFields
  /// One number a row of the space.
  let rates: SharedBuffer<Float>
  let base: Float
  let slope: Float

  var algorithm: any Algorithm { clickRate }

  func logOdds(of examples: ExampleTable) throws -> [Float] {
    rates.withUnsafeBufferPointer { rates in
      ValueSums(examples) { Double(rates[Int($0)]) }.values
        .map { Float(Double(base) + Double(slope) * $0) }
    }
  }

  func write(to file: inout ModelWriter) {
    file.add("fields", ranking)
    file.add("rates", .floats(rates, shape: [rates.count]))
    file.add("calibration", .floats(SharedBuffer([base, slope]), shape: [2]))
  }
}

/// The sum of a number over the values of each example's fields, in the order of the fields; the members of a
/// multi-valued field are averaged.
struct ValueSums {
  let values: [Double]

  init(_ table: ExampleTable, _ number: (Int32) -> Double) {
    let width = table.space.single.count
    values = table.rows.withUnsafeBufferPointer { rows in
      (0..<table.count).map { example in
        var sum = 0.0
        for column in 0..<width { sum += number(rows[example * width + column]) }
        for bag in table.bags {
          let range = Int(bag.offsets[example])..<Int(bag.offsets[example + 1])
          sum += range.reduce(0.0) { $0 + number(bag.rows[$1]) } / Double(range.count)
        }
        return sum
      }
    }
  }
}
