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
    let attributes: [Attribute]?
    let pairs: [Pair]?
  }

  /// An item of the history and what it added to the score.
  struct Reason: Encodable {
    let item: String
    let title: String?
    let contribution: Float
  }

  /// An attribute of the item and what it added to the score.
  struct Attribute: Encodable {
    let name: String
    let contribution: Float
  }

  /// Two items of the history and what they added to the score together.
  struct Pair: Encodable {
    let items: [String]
    let titles: [String?]
    let contribution: Float
  }

  let user: String?
  let items: [Entry]

  /// A list of a model.
  init(_ list: [ScoredItem], model: Model, user: String? = nil) {
    self.user = user
    items = list.enumerated().map { index, entry in
      Self.entry(entry, rank: index + 1, model, because: nil, attributes: nil, pairs: nil)
    }
  }

  /// A list of a model with the strongest reasons for each place, as far as the model can name them.
  init(explaining list: [ScoredItem], of query: Query, model: Model, user: String? = nil) throws {
    let because = try model.reasons(for: list, of: query)
    self.user = user
    items = try list.enumerated().map { index, entry in
      let item = ItemRow(rawValue: entry.item)
      let attributes = try (model.recommender as? any FeatureExplaining)?.features(query, item: item)
      let pairs = try (model.recommender as? any PairExplaining)?.explainPairs(query, item: item)
      return Self.entry(
        entry, rank: index + 1, model, because: because?[index], attributes: attributes, pairs: pairs)
    }
  }

  private static func entry(
    _ entry: ScoredItem, rank: Int, _ model: Model, because: [ScoredItem]?,
    attributes: [FeatureContribution]?, pairs: [ScoredPair]?
  ) -> Entry {
    Entry(
      rank: rank, item: model.items.id(Int(entry.item)), title: model.title(of: entry.item),
      score: entry.score,
      because: because.map { reasons in
        reasons.sorted(by: ScoredItem.ranksBefore).prefix(3).filter { $0.score > 0 }.map {
          Reason(
            item: model.items.id(Int($0.item)), title: model.title(of: $0.item), contribution: $0.score)
        }
      },
      attributes: attributes.map { attributes in
        attributes.prefix(3).filter { $0.contribution > 0 }.map {
          Attribute(name: $0.feature, contribution: $0.contribution)
        }
      },
      pairs: pairs.map { pairs in
        pairs.filter { $0.score != 0 }.sorted { abs($0.score) > abs($1.score) }.prefix(3).map {
          Pair(
            items: [model.items.id($0.first.index), model.items.id($0.second.index)],
            titles: [model.title(of: $0.first.rawValue), model.title(of: $0.second.rawValue)],
            contribution: $0.score)
        }
      })
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
      lines.insert(contentsOf: entry.reasonLines, at: index + 2)
    }
    return lines.joined(separator: "\n")
  }
}

extension RankedListing.Entry {
  /// A line for each kind of reason that there is.
  fileprivate var reasonLines: [String] {
    let kinds = [
      ("because of", because?.map { part($0.title ?? $0.item, $0.contribution) }),
      ("through its", attributes?.map { part($0.name, $0.contribution) }),
      (
        "with both of",
        pairs?.map { pair in
          part(zip(pair.titles, pair.items).map { $0 ?? $1 }.joined(separator: " and "), pair.contribution)
        }
      ),
    ]
    return kinds.compactMap { words, parts in
      guard let parts, !parts.isEmpty else { return nil }
      return "      \(words) \(parts.joined(separator: ", "))"
    }
  }

  private func part(_ name: String, _ contribution: Float) -> String {
    "\(name) (\(Numbers.fixed(Double(contribution), 3)))"
  }
}
