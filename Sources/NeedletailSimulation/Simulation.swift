import NeedletailData
public import NeedletailMath

/// A made-up streaming service: its catalogue, its viewers, and the log of what they did.
///
/// Tastes and items are latent vectors over genres. Viewers come in sessions whose intent drifts with what was
/// watched; they see slates that favour popular, new and alluring items and look at the top first, so the log
/// is biased as real ones are. What is clicked depends on allure, what is finished on true preference: some
/// items attract clicks and disappoint. Series are watched at each viewer's own pace, by the episode or by the
/// season. The truth can be read afterwards, so that offline metrics can be judged against it.
///
/// ```swift
/// let population = try Simulation(seed: 1).generate(pool: WorkerPool())
/// let chance = population.truePreference(of: UserRow(0), for: ItemRow(42))
/// ```
public struct Simulation: Sendable, Hashable {
  /// The number of viewers.
  public var users: Int
  /// The number of films and episodes.
  public var items: Int
  /// The number of events; every viewer has at least `Simulation.fewestEvents`.
  public var events: Int
  /// The seed; the same seed gives the same bits for any number of threads.
  public var seed: UInt64
  /// The length of the log in days.
  public var days: Int
  /// The share of items that allure and disappoint, 0...1.
  public var clickbait: Double
  /// The share of items that are episodes of series, 0...1.
  public var episodes: Double
  /// The share of the catalogue that arrives while the log runs, 0...1.
  public var arrivals: Double

  /// The fewest events of a viewer.
  public static let fewestEvents = 5
  /// 2025-01-01T00:00:00Z, when the log begins, in milliseconds.
  public static let start: Int64 = 1_735_689_600_000

  /// A service; the defaults make a million events in a few seconds.
  public init(
    users: Int = 20_000, items: Int = 5_000, events: Int = 1_000_000, seed: UInt64 = 1, days: Int = 180,
    clickbait: Double = 0.12, episodes: Double = 0.3, arrivals: Double = 0.4
  ) {
    self.users = users
    self.items = items
    self.events = events
    self.seed = seed
    self.days = days
    self.clickbait = clickbait
    self.episodes = episodes
    self.arrivals = arrivals
  }

  /// Makes the population and its log.
  ///
  /// - Parameter pool: the threads to use.
  /// - Throws: `DataError` when a number is out of range.
  /// - Complexity: O(users + items + events).
  public func generate(pool: WorkerPool = WorkerPool()) throws -> SimulatedPopulation {
    try validate()
    let genres = Genres(seed: seed)
    let catalogue = Catalogue(self, genres)
    let tastes = Tastes(self, genres)
    let budgets = tastes.budgets(total: events)
    let width = 256
    let tiles = (users + width - 1) / width
    var parts = [EventColumns](repeating: EventColumns(), count: tiles)
    parts.withUnsafeMutableBufferPointer { parts in
      let shared = SharedPointer(parts)
      pool.forEach(count: tiles) { tile in
        var columns = EventColumns()
        for user in tile * width..<min((tile + 1) * width, users) {
          columns.startUser()
          var viewer = Viewer(user, simulation: self, catalogue, tastes, genres)
          viewer.live(budget: budgets[user], into: &columns)
        }
        shared[tile] = columns
      }
    }
    let log = EventColumns.log(parts, users: users, items: items)
    let data = DataSet(
      source: "simulation(users=\(users),items=\(items),events=\(events),seed=\(seed))", format: "simulation",
      log: log, userFeatures: tastes.features, itemFeatures: catalogue.features(genres, seed: seed))
    return SimulatedPopulation(data: data, catalogue: catalogue, tastes: tastes, genres: genres)
  }

  private func validate() throws {
    func check(_ name: String, _ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else { throw DataError("simulation: \(name) is \(expected), found \(found)") }
    }
    try check("users", (1...10_000_000).contains(users), "from 1 to 10000000", "\(users)")
    try check("items", (100...1_000_000).contains(items), "from 100 to 1000000", "\(items)")
    try check("days", (1...3650).contains(days), "from 1 to 3650", "\(days)")
    try check(
      "events", events >= users * Self.fewestEvents && events <= 1 << 31,
      "at least \(Self.fewestEvents) a user and at most 2147483648", "\(events)")
    for (name, share) in [("clickbait", clickbait), ("episodes", episodes), ("arrivals", arrivals)] {
      try check(name, (0...0.9).contains(share), "from 0 to 0.9", "\(share)")
    }
  }
}

/// The uses of random numbers; each has streams of its own under one seed.
enum Purpose {
  static let genres: UInt16 = 0x5101
  static let items: UInt16 = 0x5102
  static let titles: UInt16 = 0x5103
  static let tastes: UInt16 = 0x5104
  static let behaviour: UInt16 = 0x5105
  static let streamUsers: UInt16 = 0x5106
  static let streamItems: UInt16 = 0x5107
  static let streamActivity: UInt16 = 0x5108
  static let streamExposure: UInt16 = 0x5109
  static let streamImpressions: UInt16 = 0x510A
  /// And the five after it.
  static let streamEffects: UInt16 = 0x5110
}
