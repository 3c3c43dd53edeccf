import Needletail
import TestSupport

/// Small worlds for pipelines: a log with groups of taste, attributes of items, times.
enum PipelineFixture {
  static let log = GeneratedLog.log(users: 80, items: 240, events: 2500, seed: 5)
  static let data = TrainingData(log: log, itemFeatures: GeneratedFeatures.table(count: log.items.count))

  /// Attributes of `count` items: a genre of four, tags, a year, whether it can be had.
  static func attributes(_ count: Int) -> ItemAttributes {
    ItemAttributes(
      values: (0..<count).map { row in
        [
          "genre": .text(["drama", "comedy", "crime", "nature"][row * 7 % 4]),
          "tags": .texts(["t\(row % 5)", "s\(row % 11)"]), "year": .number(Double(1980 + row % 40)),
          "available": .truth(row % 50 != 3), "number": .number(Double(row)),
        ]
      })
  }

  /// A model of the log by its specification.
  static func model(_ text: String) throws -> any Recommender {
    try ModelSpecification(parsing: text, registry: .models).algorithm
      .train(data, options: TrainingOptions(seed: 3, pool: WorkerPool(threads: 1)))
  }

  /// A catalogue of the model's items and `newcomers` that came later, the newest last; an hour lies between two
  /// items, and the present is an hour after the last.
  static func catalogue(newcomers: Int = 0, hidden: [Int] = []) -> Catalogue {
    let known = log.items.count
    let count = known + newcomers
    var set = ItemSet(count: count)
    for row in hidden { set[row] = true }
    return Catalogue(
      modelItemCount: known, attributes: attributes(count), hidden: set,
      times: (0..<count).map { Int64($0) * 3_600_000 }, trend: (0..<count).map { Float($0 * 37 % 101) },
      trendTime: Int64(count) * 3_600_000, kindNames: ["click", "impression", "like", "dislike"],
      namedItems: ["editors": 17])
  }

  /// The question of a training user, with events of several kinds.
  static func query(_ user: Int, known: Bool = true) -> Query {
    let profile = data.profile(of: UserRow(user))
    let events = profile.items.enumerated().map { place, item in
      Query.Event(
        item: ItemRow(rawValue: item), time: Int64(place) * 60_000, kind: UInt8((Int(item) + user) % 3))
    }
    return Query(user: known ? UserRow(user) : nil, profile: profile, events: events)
  }

  /// A definition from YAML.
  static func definition(_ text: String) throws -> PipelineDefinition {
    try PipelineDefinition(parsing: text, file: "test.yaml")
  }

  /// A rule.
  static func rule(_ text: String) throws -> RuleExpression { try RuleExpression(parsing: text) }

  /// All stages at once.
  static let rich = """
    sources:
      model: 60
      similar: {positives: 3, count: 8}
      trending: {count: 12, atLeast: 1}
      new: {count: 10, maxAge: 3d, atLeast: 1}
      explore: {slots: 2}
    filters:
      rules: ['available == true']
    boosts:
      - when: 'year >= 2010'
        by: 0.5
    pins:
      - item: editors
        place: 2
    quotas:
      - when: 'genre == "drama"'
        atMost: 4
    diversity: {variety: 0.2, by: tags, cap: {attribute: genre, share: 0.5}}
    strangers: trending
    """
}

/// Entries with the bits of their numbers.
func bits(_ list: [PipelineEntry]) -> [String] {
  list.map { "\($0.item) \($0.score.bitPattern) \($0.source) \($0.propensity.bitPattern)" }
}

/// Items with the bits of their scores.
func bits(_ list: [ScoredItem]) -> [String] { list.map { "\($0.item) \($0.score.bitPattern)" } }
