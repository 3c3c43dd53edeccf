/// Finds the known name that a mistyped one probably meant.
enum Spelling {
  /// ", did you mean 'ease'?" or "" when nothing is near.
  static func suggestion(for name: String, among known: [String]) -> String {
    nearest(to: name, among: known).map { ", did you mean '\($0)'?" } ?? ""
  }

  /// The known name with the fewest edits, the first of equals; nil when more than half of it would change.
  static func nearest(to name: String, among known: [String]) -> String? {
    let name = name.lowercased()
    let distances = known.map { (name: $0, distance: distance(name, $0.lowercased())) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance * 2 <= max(name.count, best.name.count) ? best.name : nil
  }

  /// The number of insertions, deletions, substitutions and swaps of neighbours between two names.
  static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left.utf8)
    let b = Array(right.utf8)
    var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { table[i][0] = i }
    for j in 0...b.count { table[0][j] = j }
    for i in a.indices {
      for j in b.indices {
        var best = min(
          table[i][j + 1] + 1, table[i + 1][j] + 1, table[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, table[i - 1][j - 1] + 1) }
        table[i + 1][j + 1] = best
      }
    }
    return table[a.count][b.count]
  }
}
