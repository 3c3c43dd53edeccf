import Glibc

/// How one user watches series: the pace between episodes and the episodes per sitting, and how each series
/// compares with that.
///
/// - **Pace**: the geometric mean H of the gaps between consecutive episodes of all the user's series, drawn
///   towards a day while there are few. A series is followed at full cadence when its gaps are no longer than
///   H: `q_b = mean exp(−max(0, g/H − 1)) · (1 − exp(−n/3))` for n episodes.
/// - **Stopping**: the longest run of episodes in one sitting is ranked among all the user's sittings with a
///   series, p being the mid-rank share, drawn towards a half. Stopping counts `max(0, 1 − 2p)`, as far as the
///   user had time to go on (`1 − exp(−a/H)` for the time a that the user stayed active afterwards), and not at
///   all once the last episode was seen. So one episode counts against somebody who binges, and not against
///   somebody whose every sitting has one.
struct WatchHabits {
  /// The gap that separates two sittings, in milliseconds: four hours.
  static let sittingGap = 4 * 3_600_000.0
  private static let day = 86_400_000.0
  /// How many gaps, or sittings, the prior is worth.
  private static let prior = 2.0

  /// One series.
  fileprivate struct Course {
    var episodes = Set<Int32>()
    var weight = 0.0
    var gaps: [Double] = []
    var last: Weighting.Event?
    var run = 0
    var runs: [Int] = []
  }

  /// The time of the user's latest event.
  let latest: Int64
  private let courses: [Int32: Course]
  private let pace: Double
  /// The lengths of all sittings, ascending.
  private let sittings: [Int]

  /// Learns the habits of a history in time order.
  init(_ history: [Weighting.Event], _ context: WeightingContext) {
    latest = history.last?.time ?? 0
    var courses: [Int32: Course] = [:]
    for event in history {
      guard let series = context.series(of: event.item), Self.counts(event, context) else { continue }
      courses[series, default: Course()].take(event)
    }
    for series in courses.keys { courses[series]?.finishRun() }
    self.courses = courses
    // Sums run in series order: the order of a dictionary changes from process to process.
    let ordered = courses.keys.sorted().compactMap { courses[$0] }
    let logarithms = ordered.flatMap(\.gaps).map { log(max($0, 60_000)) }
    pace = exp(
      (logarithms.reduce(0, +) + Self.prior * log(Self.day)) / (Double(logarithms.count) + Self.prior))
    sittings = ordered.flatMap(\.runs).sorted()
  }

  /// Whether an event is the watching of an episode; autoplay is after two minutes.
  private static func counts(_ event: Weighting.Event, _ context: WeightingContext) -> Bool {
    guard context.meaning(of: event.kind) == .consumption else { return false }
    return !event.isAutoplay || event.dwell >= 120
  }

  /// How the user follows a series of so many episodes: the cadence q_b and how much stopping counts.
  func series(_ series: Int32, of episodes: Int) -> (cadence: Double, stop: Double) {
    guard let course = courses[series], let last = course.last else { return (0, 0) }
    var cadence = 0.0
    if !course.gaps.isEmpty {
      let fidelity = course.gaps.reduce(0) { $0 + exp(-max(0, $1 / pace - 1)) } / Double(course.gaps.count)
      cadence = fidelity * (1 - exp(-course.weight / 3))
    }
    guard course.episodes.count < episodes else { return (cadence, 0) }
    let longest = course.runs.max() ?? 0
    let below = Double(sittings.count { $0 < longest })
    let equal = Double(sittings.count { $0 == longest })
    let rank = (below + equal / 2 + Self.prior / 2) / (Double(sittings.count) + Self.prior)
    let chance = 1 - exp(-max(0, Double(latest) - Double(last.time)) / pace)
    return (cadence, max(0, 1 - 2 * rank) * chance)
  }
}

extension WatchHabits.Course {
  /// Takes the next event of the series; an episode seen before changes nothing.
  fileprivate mutating func take(_ event: Weighting.Event) {
    guard episodes.insert(event.item.rawValue).inserted else { return }
    weight += event.isAutoplay ? 0.5 : 1
    if let last {
      gaps.append(event.interval(since: last))
      if event.startsNewSitting(after: last) { finishRun() }
    }
    run += 1
    last = event
  }

  /// Ends the present sitting.
  fileprivate mutating func finishRun() {
    if run > 0 { runs.append(run) }
    run = 0
  }
}
