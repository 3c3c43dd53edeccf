import NeedletailData
package import NeedletailStore

/// Finds items by words of their titles (comments), ids, categories and labels, without regard to case.
///
/// Best is an item whose title or id is the query; then one whose title starts with it; then one that has all
/// its words in its title; then one that has them anywhere; then items by the number of words they have at least
/// as a part of a word. Within a class more words of the title come first, then ids in the order of their bytes.
/// It looks at every item it is given: no index, for catalogues of a size that can be read through.
package struct CatalogueSearch {
  private let phrase: String
  private let words: [String]
  private let count: Int
  private var found: [(rank: Rank, item: ItemRecord)] = []

  /// A search for the best `count` items.
  package init(_ query: String, count: Int) {
    words = Self.words(query)
    phrase = words.joined(separator: " ")
    self.count = count
  }

  /// The best items that were offered, best first; none for a query without letters and digits.
  package var items: [ItemRecord] { found.map(\.item) }

  /// Looks at one item.
  ///
  /// - Complexity: O(text of the item + count).
  package mutating func offer(_ item: ItemRecord) {
    guard count > 0, !words.isEmpty, let rank = rank(item) else { return }
    if found.count == count, let last = found.last, last.rank < rank { return }
    let place = found.firstIndex { rank < $0.rank } ?? found.count
    found.insert((rank, item), at: place)
    if found.count > count { found.removeLast() }
  }

  private func rank(_ item: ItemRecord) -> Rank? {
    let title = Self.words(item.comment)
    let joined = title.joined(separator: " ")
    var others = Self.words(item.id)
    for category in item.categories { others += Self.words(category) }
    Self.collect(item.labels, into: &others)
    let inTitle = words.count { title.contains($0) }
    let anywhere = words.count { title.contains($0) || others.contains($0) }
    let parts = words.count { word in
      title.contains { $0.contains(word) } || others.contains { $0.contains(word) }
    }
    guard parts > 0 else { return nil }
    let grade: Rank.Grade =
      if joined == phrase || item.id.lowercased() == phrase { .exact } else if joined.hasPrefix(phrase) {
        .prefix
      } else if inTitle == words.count { .title } else if anywhere == words.count { .anywhere } else { .part }
    return Rank(grade: grade, inTitle: inTitle, parts: parts, id: item.id)
  }

  /// Letters and digits, in lower case, cut at all else.
  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func collect(_ labels: JSONValue, into words: inout [String]) {
    switch labels {
    case .string(let text): words += Self.words(text)
    case .array(let values): for value in values { collect(value, into: &words) }
    case .object(let members): for member in members { collect(member.value, into: &words) }
    case .integer(let number): words.append(number.description)
    case .null, .boolean, .number: break
    }
  }
}

/// How well an item fits a query; the smaller the better.
private struct Rank: Comparable {
  enum Grade: Int { case exact, prefix, title, anywhere, part }

  var grade: Grade
  var inTitle: Int
  var parts: Int
  var id: String

  static func < (left: Rank, right: Rank) -> Bool {
    if left.grade != right.grade { return left.grade.rawValue < right.grade.rawValue }
    if left.inTitle != right.inTitle { return left.inTitle > right.inTitle }
    if left.parts != right.parts { return left.parts > right.parts }
    return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
  }
}
