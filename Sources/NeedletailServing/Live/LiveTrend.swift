import Glibc

/// How often each item is consumed at present: its events, each counting half as much a half-life later.
///
/// Events are counted in buckets of an eighth of the half-life and forgotten after ten half-lives. Counts are
/// whole numbers, so that taking an event out leaves what would be there without it, to the bit.
struct LiveTrend: Sendable {
  private struct Bucket: Sendable {
    var number: Int64
    var count: Int32
  }

  private static let kept: Int64 = 80
  private static let weights = (0..<kept).map { exp2(-Double($0) / 8) }

  private let width: Int64
  private var buckets: [[Bucket]] = []
  private var present = Int64.min
  /// The decayed number of events of each item, by code.
  private(set) var scores: [Float] = []

  /// No events yet.
  ///
  /// - Parameter halfLife: in hours.
  init(halfLife: Double) { width = max(1, Int64(min(max(halfLife, 0), 1e9) * 3_600_000 / 8)) }

  /// The moment that the scores are decayed to, in milliseconds.
  var time: Int64 { present == .min ? 0 : present * width }

  /// Moves the present forward; says whether scores changed.
  ///
  /// - Complexity: O(1), and O(items) when a bucket ends.
  mutating func advance(to now: Int64) -> Bool {
    let number = bucket(of: now)
    guard number > present else { return false }
    present = number
    for item in buckets.indices where !buckets[item].isEmpty {
      buckets[item].removeAll { present - $0.number >= Self.kept }
      scores[item] = score(of: item)
    }
    return true
  }

  /// Makes room for items.
  mutating func extend(to items: Int) {
    while buckets.count < items {
      buckets.append([])
      scores.append(0)
    }
  }

  /// Counts an event that is due, or with `by: -1` takes it out again.
  mutating func count(_ item: Int32, at time: Int64, by change: Int32 = 1) {
    let number = bucket(of: time)
    guard present - number < Self.kept else { return }
    let item = Int(item)
    if let place = buckets[item].firstIndex(where: { $0.number >= number }) {
      if buckets[item][place].number == number {
        buckets[item][place].count += change
        if buckets[item][place].count == 0 { buckets[item].remove(at: place) }
      } else {
        buckets[item].insert(Bucket(number: number, count: change), at: place)
      }
    } else {
      buckets[item].append(Bucket(number: number, count: change))
    }
    scores[item] = score(of: item)
  }

  private func bucket(of time: Int64) -> Int64 {
    let (quotient, remainder) = time.quotientAndRemainder(dividingBy: width)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private func score(of item: Int) -> Float {
    Float(buckets[item].reduce(0) { $0 + Double($1.count) * Self.weights[Int(present - $1.number)] })
  }
}
