public import NeedletailData
public import NeedletailMath

/// A made-up stream of impressions whose truth drifts: what click-through models that learn incrementally are compared on.
///
/// In each window every effect w moves by w ← ρ·w + √(1 − ρ²)·ξ: how much a user clicks, how good an item and its
/// advertiser are, the tastes of users and segments, the vectors of items and categories, and how devices like
/// categories. New users and items arrive in each window; items are shown most when they are new. A click's probability is
/// the logistic function of the effects' sum; it can be read afterwards.
///
/// ```swift
/// let stream = try DriftingStream(impressions: 200_000, windows: 24).generate(pool: WorkerPool())
/// stream.examples      // user, segment, item, category, advertiser, hour, device; in the order of time
/// ```
///
/// The first windows of a longer stream of as many impressions a window are the same.
public struct DriftingStream: Sendable, Hashable, CustomStringConvertible {
  /// Impressions in all windows.
  public var impressions = 2_000_000
  /// The number of windows.
  public var windows = 48
  /// The length of a window in hours.
  public var hours = 2
  /// Users at the start.
  public var users = 8_000
  /// Items at the start.
  public var items = 1_000
  /// ρ: how much of an effect is left after a window, 0...1; at 1 nothing drifts.
  public var persistence = 0.99
  /// ν: users and items that arrive in a window, as a share of those at the start.
  public var arrivals = 0.01
  /// The seed; the same seed gives the same bits for any number of threads.
  public var seed: UInt64 = 1

  /// A stream; the defaults are four days of two million impressions.
  public init(
    impressions: Int = 2_000_000, windows: Int = 48, users: Int = 8_000, items: Int = 1_000,
    persistence: Double = 0.99, arrivals: Double = 0.01, seed: UInt64 = 1
  ) {
    self.impressions = impressions
    self.windows = windows
    self.users = users
    self.items = items
    self.persistence = persistence
    self.arrivals = arrivals
    self.seed = seed
  }

  /// Its name where data are named.
  public static let name = "drifting-stream"

  /// Reads `drifting-stream` or `drifting-stream(windows=24,persistence=0.98)`; nil for any other data.
  ///
  /// - Throws: `DataError` that names what is wrong in the brackets.
  public init?(parsing text: String) throws {
    guard text == Self.name || text.hasPrefix(Self.name + "(") else { return nil }
    let rest = text.dropFirst(Self.name.count)
    guard rest.isEmpty || rest.last == ")" else {
      throw DataError("expected ')' at the end of '\(text)'")
    }
    let usage = "drifting-stream(impressions=2000000,windows=48,persistence=0.99,arrivals=0.01,seed=1)"
    var arguments = try Arguments(rest.dropFirst().dropLast(), of: text, usage: usage)
    impressions = try arguments.integer("impressions", default: impressions, in: 1000...100_000_000)
    windows = try arguments.integer("windows", default: windows, in: 2...4096)
    hours = try arguments.integer("hours", default: hours, in: 1...24)
    users = try arguments.integer("users", default: users, in: 10...10_000_000)
    items = try arguments.integer("items", default: items, in: 10...1_000_000)
    persistence = try arguments.number("persistence", default: persistence, in: 0...1)
    arrivals = try arguments.number("arrivals", default: arrivals, in: 0...1)
    seed = UInt64(try arguments.integer("seed", default: 1, in: 0...Int.max))
    try arguments.finish(
      legal: ["impressions", "windows", "hours", "users", "items", "persistence", "arrivals", "seed"])
  }

  /// As it is read, with what differs from the defaults.
  public var description: String {
    let plain = DriftingStream()
    let parts = [
      impressions == plain.impressions ? nil : "impressions=\(impressions)",
      windows == plain.windows ? nil : "windows=\(windows)", hours == plain.hours ? nil : "hours=\(hours)",
      users == plain.users ? nil : "users=\(users)", items == plain.items ? nil : "items=\(items)",
      persistence == plain.persistence ? nil : "persistence=\(persistence)",
      arrivals == plain.arrivals ? nil : "arrivals=\(arrivals)", seed == plain.seed ? nil : "seed=\(seed)",
    ].compactMap(\.self)
    return parts.isEmpty ? Self.name : "\(Self.name)(\(parts.joined(separator: ",")))"
  }

  /// 2025-01-01T00:00:00Z, when the stream begins, in milliseconds.
  public static let start: Int64 = Simulation.start
  /// The length of a window in milliseconds.
  public var windowLength: Int64 { Int64(hours) * 3_600_000 }
}

/// A generated stream and the truth behind it.
public struct DriftingLog: Sendable {
  /// The impressions in the order of time, labelled by their clicks.
  public let examples: ExampleSet
  /// The probability by which each was clicked.
  public let probabilities: SharedBuffer<Float>
}
