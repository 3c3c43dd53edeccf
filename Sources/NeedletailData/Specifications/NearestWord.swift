/// Finds the known word that a mistyped one probably meant.
package enum NearestWord {
  /// "; did you mean 'port'?", or "" when nothing is near.
  package static func hint(for word: String, among known: [String]) -> String {
    find(word, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The known word that takes the fewest edits, the first of equals; nil when more than half of it would change.
  ///
  /// - Complexity: O(known words · square of the length); words are compared by their first 64 bytes.
  package static func find(_ word: String, among known: [String]) -> String? {
    let letters = Array(word.lowercased().utf8.prefix(64))
    var best: (word: String, edits: Int, length: Int)?
    for candidate in known {
      let other = Array(candidate.lowercased().utf8.prefix(64))
      let edits = edits(letters, other)
      if edits < best?.edits ?? .max { best = (candidate, edits, other.count) }
    }
    guard let best, best.edits * 2 <= max(letters.count, best.length) else { return nil }
    return best.word
  }

  /// How many letters must be put in, left out, changed or swapped with their neighbour.
  package static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before = [Int](repeating: 0, count: b.count + 1)
    var row = Array(0...b.count)
    for i in a.indices {
      var next = [Int](repeating: i + 1, count: b.count + 1)
      for j in b.indices {
        next[j + 1] = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          next[j + 1] = min(next[j + 1], before[j - 1] + 1)
        }
      }
      (before, row) = (row, next)
    }
    return row[b.count]
  }
}
