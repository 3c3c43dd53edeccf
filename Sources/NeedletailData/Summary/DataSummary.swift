import NeedletailMath

/// The figures that tell a person what a log holds.
public struct DataSummary: Sendable, Codable, Equatable {
  /// Quantiles of a number over its population.
  public struct Quantiles: Sendable, Codable, Equatable {
    /// The smallest.
    public var minimum: Double
    /// The lower quartile.
    public var lowerQuartile: Double
    /// The middle.
    public var median: Double
    /// The upper quartile.
    public var upperQuartile: Double
    /// The largest.
    public var maximum: Double
    /// The mean.
    public var mean: Double

    /// Quantiles of values by nearest rank; nil of none.
    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      let sorted = values.sorted()
      func at(_ share: Double) -> Double { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
      minimum = sorted[0]
      lowerQuartile = at(0.25)
      median = at(0.5)
      upperQuartile = at(0.75)
      maximum = sorted[sorted.count - 1]
      mean = values.reduce(0, +) / Double(values.count)
    }
  }

  /// How many interactions have a kind.
  public struct Kind: Sendable, Codable, Equatable {
    /// The kind's name.
    public var name: String
    /// Its interactions.
    public var count: Int
  }

  /// Users with at least one interaction.
  public var users: Int
  /// Items with at least one interaction.
  public var items: Int
  /// Rows of the log.
  public var interactions: Int
  /// The share of user-item pairs that interact, counting rows (0...1, more with repetitions).
  public var density: Double
  /// Interactions a user.
  public var perUser: Quantiles?
  /// Interactions an item.
  public var perItem: Quantiles?
  /// Values, if the log has them; NaN ones are left out.
  public var values: Quantiles?
  /// The first and last moment in milliseconds since 1970, if the log has moments.
  public var times: ClosedRange<Int64>?
  /// The kinds, if the log has them.
  public var kinds: [Kind]
  /// The number of sessions, if the log has them.
  public var sessions: Int?

  /// The figures of a log.
  ///
  /// - Complexity: O(n log n) of the interactions when there are values, else O(n + users log users).
  public init(of log: InteractionLog) {
    func counts(_ rows: SharedBuffer<Int32>, _ count: Int) -> [Double] {
      var counts = [Double](repeating: 0, count: count)
      rows.withUnsafeBufferPointer { for row in $0 { counts[Int(row)] += 1 } }
      return counts.filter { $0 > 0 }
    }
    let perUser = counts(log.userRows, log.users.count)
    let perItem = counts(log.itemRows, log.items.count)
    users = perUser.count
    items = perItem.count
    interactions = log.count
    density = log.count == 0 ? 0 : Double(log.count) / (Double(perUser.count) * Double(perItem.count))
    self.perUser = Quantiles(perUser)
    self.perItem = Quantiles(perItem)
    values = log.values.flatMap { values in
      Quantiles(values.array.filter { !$0.isNaN }.map(Double.init))
    }
    if log.clock == .milliseconds, let times = log.times?.array, let first = times.min(),
      let last = times.max()
    {
      self.times = first...last
    }
    kinds = []
    if let column = log.kinds {
      var counts = [Int](repeating: 0, count: 256)
      column.withUnsafeBufferPointer { for kind in $0 { counts[Int(kind)] += 1 } }
      kinds = zip(log.kindNames, counts).map { Kind(name: $0, count: $1) }
    }
    sessions = log.sessions.map { Set($0.array).count }
  }
}
