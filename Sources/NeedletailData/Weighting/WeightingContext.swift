import NeedletailMath

/// What a weighting must know besides one user's events: what the kinds of events mean, and which items are
/// episodes of one series.
public struct WeightingContext: Sendable {
  /// What an event says by its kind alone.
  enum Meaning: Sendable, Equatable {
    /// The user took the item up.
    case consumption
    /// An opinion: 1 for a like, .6 for adding to a list, -1 for a dislike.
    case opinion(Double)
  }

  private let meanings: [Meaning]
  private let series: [Int32]
  private let episodes: [Int]

  /// A context.
  ///
  /// - Parameters:
  ///   - kindNames: the names of the kinds; like, favourite, list, watchlist, dislike and their usual spellings
  ///     are opinions, all others consumption.
  ///   - itemFeatures: attributes of the items; the categorical column `series` says which items belong
  ///     together.
  public init(kindNames: [String] = [], itemFeatures: FeatureTable? = nil) {
    meanings = kindNames.map(Self.meaning)
    if case .categorical(let names, let rows) = itemFeatures?["series"] {
      series = rows.array
      var episodes = [Int](repeating: 0, count: names.count)
      for row in series where row >= 0 { episodes[Int(row)] += 1 }
      self.episodes = episodes
    } else {
      series = []
      episodes = []
    }
  }

  private static func meaning(_ name: String) -> Meaning {
    switch name.lowercased().filter({ $0.isLetter }) {
    case "like", "liked", "love", "favourite", "favorite", "thumbsup", "upvote": .opinion(1)
    case "list", "listadd", "addtolist", "watchlist", "save", "saved", "bookmark", "wishlist": .opinion(0.6)
    case "dislike", "disliked", "thumbsdown", "downvote", "hide", "notinterested": .opinion(-1)
    default: .consumption
    }
  }

  /// What a kind means; kinds without a name are consumption.
  func meaning(of kind: UInt8) -> Meaning {
    Int(kind) < meanings.count ? meanings[Int(kind)] : .consumption
  }

  /// The series of an item, or nil.
  func series(of item: ItemRow) -> Int32? {
    guard item.index < series.count, series[item.index] >= 0 else { return nil }
    return series[item.index]
  }

  /// How many items a series has.
  func episodes(of series: Int32) -> Int { episodes[Int(series)] }
}
