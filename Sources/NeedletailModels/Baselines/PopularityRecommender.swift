import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `Popularity`: one score an item, whoever asks.
struct PopularityRecommender: Recommender {
  let popularity: Popularity
  let scores: SharedBuffer<Float>

  var algorithm: any Algorithm { popularity }
  var itemCount: Int { scores.count }

  func score(_ queries: [Query], candidates: Candidates, into target: inout Matrix) throws {
    let columns = target.columns
    target.withUnsafeMutableBufferPointer { target in
      scores.withUnsafeBufferPointer { scores in
        for query in queries.indices {
          let start = query * columns
          switch candidates {
          case .all: for item in scores.indices { target[start + item] = scores[item] }
          case .rows(let items):
            for (place, item) in items.enumerated() { target[start + place] = scores[item.index] }
          }
        }
      }
    }
  }

  func write(to file: inout ModelWriter) { file.add("scores", .floats(scores, shape: [scores.count])) }
}
