import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `RandomScores`: a seed.
struct RandomRecommender: Recommender {
  let seed: UInt64
  let itemCount: Int

  var algorithm: any Algorithm { RandomScores() }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    scores.withUnsafeMutableBufferPointer { target in
      for (number, query) in queries.enumerated() {
        let row = UnsafeMutableBufferPointer(rebasing: target[number * columns..<(number + 1) * columns])
        // Four items share one block of the generator.
        let key = seed ^ query.profile.fingerprint
        switch candidates {
        case .all:
          for first in stride(from: 0, to: itemCount, by: 4) {
            var stream = RandomStream(seed: key, stream: UInt64(first / 4))
            for item in first..<min(first + 4, itemCount) { row[item] = stream.uniformFloat() }
          }
        case .rows(let items):
          for (place, item) in items.enumerated() { row[place] = Self.score(key, item.index) }
        }
      }
    }
  }

  private static func score(_ key: UInt64, _ item: Int) -> Float {
    var stream = RandomStream(seed: key, stream: UInt64(item / 4))
    for _ in 0..<item % 4 { _ = stream.nextWord() }
    return stream.uniformFloat()
  }

  func write(to file: inout ModelWriter) {
    file.add("seed", .longs(SharedBuffer([Int64(bitPattern: seed)])))
  }
}
