import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `Bias`.
struct BiasRecommender: RatingPredictor {
  let bias: Bias
  let baseline: RatingBaseline

  var algorithm: any Algorithm { bias }
  var itemCount: Int { baseline.items.count }

  func predict(_ query: Query, items: [ItemRow]) -> [Float] {
    let deviation = baseline.userDeviation(query.profile)
    return items.map { baseline.value(deviation, item: $0.index) }
  }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    scores.withUnsafeMutableBufferPointer { target in
      for (number, query) in queries.enumerated() {
        let deviation = baseline.userDeviation(query.profile)
        let start = number * columns
        switch candidates {
        case .all:
          for item in 0..<itemCount { target[start + item] = baseline.value(deviation, item: item) }
        case .rows(let rows):
          for (place, row) in rows.enumerated() {
            target[start + place] = baseline.value(deviation, item: row.index)
          }
        }
      }
    }
  }

  func write(to file: inout ModelWriter) { baseline.write(to: &file) }
}
