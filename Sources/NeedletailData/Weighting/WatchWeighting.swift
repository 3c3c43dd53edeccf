import Glibc

/// Confidence from watching: how far, how long, how often, at what pace, why and how recently.
///
/// The signals of a pair, all in 0...1, become a strength by a noisy or:
/// `e = 1 − (1 − .9 q_c)(1 − .5 q_d)(1 − .7 q_b)(1 − .4 q_r)`, raised to the level of an opinion if there is one.
/// - Completion ρ (the furthest): `q_c = σ((ρ − .5)/.12)`.
/// - Dwell T, where completion is unknown: `q_d = ln(1 + T/10)/ln(1 + 300/10)`, 0 below five seconds.
/// - Binge cadence `q_b` of the item's series, at the user's own pace: `WatchHabits`.
/// - Repeats n: `q_r = 1 − exp(−(n − 1)/2)`.
///
/// Stopping a series early, early by the user's own habit, takes up to the share `stopping` of e away. The
/// weight is `1 + alpha·s·h·e` for intent s and recency `h = 2^(−age/halfLife)`, the age counted back from the
/// user's latest event, so that a history weighs the same whenever it is read. The weight is 0 when e stays
/// under `threshold`, after a dislike, a quick abandonment (under 5% and 30 seconds) or autoplay alone.
public struct WatchWeighting: Sendable, Hashable {
  /// How much full strength adds to the confidence.
  public var alpha: Double
  /// Days after which an event counts half.
  public var halfLife: Double
  /// The least strength that counts as liking.
  public var threshold: Double
  /// The share of the strength that an early stop may take away, 0...1.
  public var stopping: Double

  /// Parameters.
  public init(alpha: Double = 20, halfLife: Double = 90, threshold: Double = 0.35, stopping: Double = 0.6) {
    self.alpha = alpha
    self.halfLife = halfLife
    self.threshold = threshold
    self.stopping = stopping
  }

  /// The strength of signals that are each in 0...1.
  public static func strength(
    completion: Double = 0, dwell: Double = 0, cadence: Double = 0, repeats: Double = 0
  ) -> Double {
    1 - (1 - 0.9 * completion) * (1 - 0.5 * dwell) * (1 - 0.7 * cadence) * (1 - 0.4 * repeats)
  }

  /// The quality of a completion ratio, 0...1, rising.
  public static func quality(ofCompletion ratio: Double) -> Double {
    1 / (1 + exp(-(min(1, ratio) - 0.5) / 0.12))
  }

  /// The quality of seconds spent on something that has no end, 0...1, rising.
  public static func quality(ofDwell seconds: Double) -> Double {
    guard seconds >= 5 else { return 0 }
    return min(1, log(1 + seconds / 10) / log(1 + 300.0 / 10))
  }

  /// The quality of having come back, 0...1, rising with the number of times.
  public static func quality(ofRepeats times: Double) -> Double { 1 - exp(-max(0, times - 1) / 2) }

  /// The confidence of a strength.
  ///
  /// - Parameters:
  ///   - strength: 0...1.
  ///   - intent: 0...1.
  ///   - age: days, not negative.
  public func confidence(strength: Double, intent: Double, age: Double) -> Double {
    1 + alpha * intent * exp2(-age / halfLife) * strength
  }

  /// The weight of one pair.
  func weight(of evidence: WatchEvidence, habits: WatchHabits, in context: WeightingContext) -> Double {
    if evidence.isDisliked { return 0 }
    let series = context.series(of: evidence.item).map { habits.series($0, of: context.episodes(of: $0)) }
    var strength = evidence.strength(cadence: series?.cadence ?? 0, unknown: threshold)
    strength *= 1 - stopping * (series?.stop ?? 0)
    if evidence.isAbandoned || evidence.isAutoplayOnly { strength = 0 }
    strength = max(strength, evidence.opinion)
    guard strength > 0, strength >= threshold else { return 0 }
    let age = max(0, Double(habits.latest) - Double(evidence.latest)) / 86_400_000
    return confidence(strength: strength, intent: evidence.intent, age: age)
  }
}

/// What the events of one user with one item say.
struct WatchEvidence {
  let item: ItemRow
  /// The time of the latest event.
  let latest: Int64
  /// The best opinion, 0 when there is none.
  private(set) var opinion = 0.0
  /// Whether the latest opinion is a dislike.
  private(set) var isDisliked = false
  /// The most intentional way in which the user came; 1 when unknown.
  private(set) var intent = 0.0
  private var completion = Double.nan
  private var dwell = Double.nan
  private var times = 0
  private var starts = 0
  private var automatic = 0

  /// Collects the events at the given places of a history, oldest first.
  init(_ history: [Weighting.Event], at places: ArraySlice<Int>, _ context: WeightingContext) {
    item = history[places[places.startIndex]].item
    latest = history[places[places.endIndex - 1]].time
    var previous: Weighting.Event?
    var knowsIntent = false
    for place in places {
      let event = history[place]
      if !event.intent.isNaN {
        intent = max(intent, Double(min(1, max(0, event.intent))))
        knowsIntent = true
      }
      if case .opinion(let level) = context.meaning(of: event.kind) {
        isDisliked = level < 0
        if level > 0 { opinion = max(opinion, level) }
        continue
      }
      starts += 1
      if event.isAutoplay { automatic += 1 }
      if !event.completion.isNaN {
        completion = max(completion.isNaN ? 0 : completion, Double(event.completion))
      }
      if !event.dwell.isNaN { dwell = (dwell.isNaN ? 0 : dwell) + Double(max(0, event.dwell)) }
      if previous.map({ event.startsNewSitting(after: $0) }) ?? true { times += 1 }
      previous = event
    }
    if !knowsIntent { intent = 1 }
  }

  /// Whether nothing but autoplay started it.
  var isAutoplayOnly: Bool { starts > 0 && automatic == starts }

  /// Whether it was left at once.
  var isAbandoned: Bool { completion < 0.05 && (dwell.isNaN || dwell < 30) }

  /// The strength before habits of stopping.
  ///
  /// - Parameter unknown: the strength of having taken the item up when nothing else is known.
  func strength(cadence: Double, unknown: Double) -> Double {
    guard starts > 0 else { return 0 }
    let repeats = WatchWeighting.quality(ofRepeats: Double(times))
    if completion.isNaN, dwell.isNaN {
      return max(unknown, WatchWeighting.strength(cadence: cadence, repeats: repeats))
    }
    return WatchWeighting.strength(
      completion: completion.isNaN ? 0 : WatchWeighting.quality(ofCompletion: completion),
      dwell: completion.isNaN ? WatchWeighting.quality(ofDwell: dwell) : 0, cadence: cadence,
      repeats: repeats)
  }
}

extension Weighting.Event {
  /// Whether the player and not the user started it.
  var isAutoplay: Bool { intent <= 0.3 }

  /// Whether it belongs to a later sitting than an earlier event: another session, or hours later.
  func startsNewSitting(after earlier: Weighting.Event) -> Bool {
    if session >= 0, earlier.session >= 0 { return session != earlier.session }
    return interval(since: earlier) > WatchHabits.sittingGap
  }

  /// Milliseconds since an earlier event; absurd times cannot overflow it.
  func interval(since earlier: Weighting.Event) -> Double { Double(time) - Double(earlier.time) }
}
