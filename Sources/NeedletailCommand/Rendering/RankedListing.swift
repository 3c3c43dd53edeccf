import Needletail

/// A ranked list as people and programs read it.
struct RankedListing: Encodable {
  /// One place of the list.
  struct Entry: Encodable {
    let rank: Int
    let item: String
    let title: String?
    let score: Float
    let because: [Reason]?
  }

  /// An item of the history and what it added to the score.
  struct Reason: Encodable {
    let item: String
    let title: String?
    let contribution: Float
  }

  let user: String?
  let items: [Entry]

  /// A list of a model, with the strongest reasons for each place if there are any.
  init(
    _ list: [ScoredItem], model: Model, user: String? = nil, reasons: [[ScoredItem]]? = nil
  ) {
    self.user = user
    items = list.enumerated().map { index, entry in
      Entry(
        rank: index + 1, item: model.items.id(Int(entry.item)), title: model.title(of: entry.item),
        score: entry.score,
        because: reasons.map { reasons in
          reasons[index].sorted(by: ScoredItem.ranksBefore).prefix(3).filter { $0.score > 0 }.map {
            Reason(
              item: model.items.id(Int($0.item)), title: model.title(of: $0.item),
              contribution: $0.score)
          }
        })
    }
  }

  /// A table, with a line of reasons under each item that has them.
  var text: String {
    let titled = items.contains { $0.title != nil }
    var table = TextTable([
      ("rank", .right), ("item", .left), ("score", .right), (titled ? "title" : "", .left),
    ])
    for entry in items {
      table.add([String(entry.rank), entry.item, Numbers.fixed(Double(entry.score), 4), entry.title ?? ""])
    }
    var lines = table.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (index, entry) in items.enumerated().reversed() {
      guard let because = entry.because, !because.isEmpty else { continue }
      let reasons = because.map { "\($0.title ?? $0.item) (\(Numbers.fixed(Double($0.contribution), 3)))" }
      lines.insert("      because of \(reasons.joined(separator: ", "))", at: index + 2)
    }
    return lines.joined(separator: "\n")
  }
}
