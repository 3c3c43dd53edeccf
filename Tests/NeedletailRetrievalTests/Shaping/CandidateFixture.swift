import NeedletailMath
import NeedletailRetrieval

/// Random candidates, best first: distinct items below `rows`, scores with ties.
func randomCandidates(_ count: Int, rows: Int, _ random: inout RandomStream) -> [Candidate] {
  Array(0..<Int32(rows)).shuffled(using: &random).prefix(count)
    .map { Candidate(item: $0, score: Float(Int.random(in: -4...12, using: &random)) / 4) }
    .sorted(by: Candidate.precedes)
}

/// A random set of rows.
func randomSet(_ rows: Int, _ share: Double, _ random: inout RandomStream) -> ItemSet {
  var set = ItemSet(count: rows)
  for row in 0..<rows where Double.random(in: 0..<1, using: &random) < share { set[row] = true }
  return set
}
