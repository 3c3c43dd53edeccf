import Glibc
import NeedletailMath

/// Who and what a drifting stream is made of: attributes that stay, and how often each is drawn in a window.
struct StreamPopulation: Sendable {
  static let segments = 8
  static let categories = 24
  static let advertisers = 120
  static let devices = 4

  /// Users of a window: those at the start, and what arrived since.
  static func count(_ start: Int, _ arrivals: Double, window: Int) -> Int {
    start + Int(Double(start) * arrivals * Double(window))
  }

  /// A user's segment and device of choice.
  static func user(_ user: Int, seed: UInt64) -> (segment: Int32, device: Int32) {
    var stream = RandomStream(seed: seed, purpose: Purpose.streamUsers, row: user)
    // The first of eight segments and of four devices are the largest.
    return (skewed(segments, &stream), skewed(devices, &stream))
  }

  /// An item's category and advertiser; an advertiser keeps to one category for most of its items.
  static func item(_ item: Int, seed: UInt64) -> (category: Int32, advertiser: Int32) {
    var stream = RandomStream(seed: seed, purpose: Purpose.streamItems, row: item)
    let advertiser = skewed(advertisers, &stream)
    let category = stream.uniform() < 0.8 ? advertiser % Int32(categories) : skewed(categories, &stream)
    return (category, advertiser)
  }

  /// How often a user is there, relative to others.
  static func activity(ofUser user: Int, seed: UInt64) -> Double {
    var stream = RandomStream(seed: seed, purpose: Purpose.streamActivity, row: user)
    return tail(&stream, 0.7)
  }

  /// How often an item is shown in a window, relative to others: an item is shown most when it is new.
  ///
  /// - Parameter arrival: its first window; those at the start are of all ages.
  static func exposure(ofItem item: Int, arrival: Int, window: Int, seed: UInt64) -> Double {
    var stream = RandomStream(seed: seed, purpose: Purpose.streamExposure, row: item)
    let popularity = tail(&stream, 0.9)
    let age = Double(window - arrival) + (arrival == 0 ? stream.uniform() * 48 : 0)
    return popularity * (0.25 + exp(-age / 16))
  }

  /// A number with a heavy tail, at most a few hundred times the least: what ranks of a Zipf law draw.
  private static func tail(_ stream: inout RandomStream, _ exponent: Double) -> Double {
    pow(stream.uniform() + 0.002, -exponent)
  }

  /// One of some numbers, low ones more often.
  private static func skewed(_ count: Int, _ stream: inout RandomStream) -> Int32 {
    let share = stream.uniform()
    return Int32(min(count - 1, Int(Double(count) * share * (0.4 + 0.6 * share))))
  }
}
