import Glibc
public import NeedletailData
import NeedletailMath

/// How much each item is consumed at present: events count half for every half-life of their age.
///
/// The count of an item at time t is Σ w · 2^(−(t − tₑ) / halfLife) over its events e, exact at any t, whether
/// events come in the order of their times or not. Sums are kept relative to a landmark that moves by whole
/// half-lives, that is by powers of two, which rounds nothing: asking late or early gives the same bits, and
/// another order of the same events differs by the rounding of a sum in `Double` (relatively 1e-12 for 1,000
/// events an item). Events more than about 1,000 half-lives older than the newest count nothing.
///
/// ```swift
/// var trend = Trend(halfLifeHours: 6)
/// trend.add(row, at: event.time)
/// catalogue.trend = trend.counts(at: now, count: catalogue.count)
/// ```
public struct Trend: Sendable {
  /// The age at which an event counts half, in milliseconds.
  public let halfLife: Int64
  /// For each item Σ w · 2^((tₑ − landmark) / halfLife).
  private var sums: [Double] = []
  /// The landmark in half-lives since 1970.
  private var landmark: Int64 = 0
  private var isEmpty = true

  /// No events.
  ///
  /// - Parameter halfLifeHours: at least a millisecond; shorter ones count as one.
  public init(halfLifeHours: Double = 6) {
    halfLife = max(1, Int64((min(max(halfLifeHours, 0), 1e9) * 3_600_000).rounded()))
  }

  /// The number of items that had events, or room for them.
  public var count: Int { sums.count }

  /// Takes an event in.
  ///
  /// - Parameters:
  ///   - item: its row; rows grow as needed.
  ///   - time: when it happened, in milliseconds.
  ///   - weight: what it counts; negative to take an event back.
  /// - Complexity: O(1); O(items) once in some 500 half-lives.
  public mutating func add(_ item: Int, at time: Int64, weight: Double = 1) {
    let (halfLives, part) = age(time)
    if isEmpty {
      landmark = halfLives
      isEmpty = false
    } else if halfLives - landmark > 512 {
      move(to: halfLives)
    }
    if item >= sums.count { sums.append(contentsOf: repeatElement(0, count: item + 1 - sums.count)) }
    sums[item] += scalbn(weight * exp2(part), Self.exponent(halfLives - landmark))
  }

  /// The decayed count of an item at a time, in milliseconds; 0 for an item without events, never negative.
  public func count(of item: Int, at time: Int64) -> Double {
    guard item < sums.count else { return 0 }
    return max(0, sums[item] * factor(at: time))
  }

  /// The decayed counts of the first `count` items at a time.
  ///
  /// - Complexity: O(items), one multiplication each.
  public func counts(at time: Int64, count: Int) -> [Float] {
    let factor = factor(at: time)
    return [Float](unsafeUninitializedCapacity: count) { target, initialized in
      let known = min(count, sums.count)
      for item in 0..<known { target[item] = Float(max(0, sums[item] * factor)) }
      for item in known..<count { target[item] = 0 }
      initialized = count
    }
  }

  /// What turns a sum into the count at a time.
  private func factor(at time: Int64) -> Double {
    let (halfLives, part) = age(time)
    let factor = scalbn(exp2(-part), Self.exponent(landmark - halfLives))
    return min(factor, .greatestFiniteMagnitude)
  }

  /// A time as whole half-lives since 1970 and a part in [0, 1).
  private func age(_ time: Int64) -> (halfLives: Int64, part: Double) {
    var (whole, rest) = time.quotientAndRemainder(dividingBy: halfLife)
    if rest < 0 {
      whole -= 1
      rest += halfLife
    }
    return (whole, Double(rest) / Double(halfLife))
  }

  private mutating func move(to halfLives: Int64) {
    let shift = Self.exponent(landmark - halfLives)
    for item in sums.indices { sums[item] = scalbn(sums[item], shift) }
    landmark = halfLives
  }

  private static func exponent(_ halfLives: Int64) -> Int32 { Int32(max(-4000, min(4000, halfLives))) }
}

extension Trend {
  /// The events of a log up to a time, one each; a log without moments in time has no trend, and all its events
  /// count the same.
  ///
  /// - Parameters:
  ///   - log: its items are the rows.
  ///   - time: later events are left out; nil takes all.
  ///   - weights: kinds of weight 0 or less are left out.
  /// - Complexity: O(events).
  public init(
    of log: InteractionLog, upTo time: Int64? = nil, halfLifeHours: Double = 6,
    weights: EventWeights = EventWeights()
  ) {
    self.init(halfLifeHours: halfLifeHours)
    let counts = weights.weights(of: log.kindNames).map { $0 > 0 }
    let times = log.clock == .milliseconds ? log.times : nil
    sums = [Double](repeating: 0, count: log.items.count)
    for position in 0..<log.count {
      let moment = times?[position] ?? 0
      if let time, moment > time { continue }
      if let kind = log.kinds?[position], Int(kind) < counts.count, !counts[Int(kind)] { continue }
      add(Int(log.itemRows[position]), at: moment)
    }
  }
}
