import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels

/// Stands in for a model while there is none: items by the number of their users, those who came lately
/// counting twice.
struct LivePopularity: Recommender {
  private let scores: [Float]

  /// Scores by row.
  init(scores: [Float]) { self.scores = scores }

  var algorithm: any Algorithm { Popularity() }
  var itemCount: Int { scores.count }

  func score(_ queries: [Query], candidates: Candidates, into target: inout Matrix) throws {
    let columns = target.columns
    target.withUnsafeMutableBufferPointer { target in
      for query in queries.indices {
        switch candidates {
        case .all: for (item, score) in scores.enumerated() { target[query * columns + item] = score }
        case .rows(let rows):
          for (place, row) in rows.enumerated() { target[query * columns + place] = scores[row.index] }
        }
      }
    }
  }

  func write(to file: inout ModelWriter) {
    file.add("scores", .floats(SharedBuffer(scores), shape: [scores.count]))
  }
}
