import Glibc
import NeedletailMath

/// The effects behind a drifting stream as they stand in a window.
struct StreamTruth: Sendable {
  private static let taste = 4
  /// Log-odds of an average impression at an average hour.
  private static let base: Float = -3.1

  private let stream: DriftingStream
  private var users: DriftingEffects
  private var items: DriftingEffects
  private var segments: DriftingEffects
  private var categories: DriftingEffects
  private var advertisers: DriftingEffects
  private var devices: DriftingEffects

  /// Users and items that are there.
  private(set) var userCount = 0
  private(set) var itemCount = 0

  init(_ stream: DriftingStream) {
    self.stream = stream
    func effects(_ dimension: Int, _ number: UInt16) -> DriftingEffects {
      DriftingEffects(dimension: dimension, purpose: Purpose.streamEffects + number, seed: stream.seed)
    }
    users = effects(1 + Self.taste, 0)
    items = effects(1 + Self.taste, 1)
    segments = effects(Self.taste, 2)
    categories = effects(1 + Self.taste, 3)
    advertisers = effects(1, 4)
    devices = effects(StreamPopulation.categories, 5)
  }

  /// Moves all effects on, and lets users and items arrive.
  mutating func advance(to window: Int, pool: WorkerPool) {
    userCount = StreamPopulation.count(stream.users, stream.arrivals, window: window)
    itemCount = StreamPopulation.count(stream.items, stream.arrivals, window: window)
    func move(_ effects: inout DriftingEffects, _ rows: Int) {
      effects.advance(to: rows, window: window, persistence: stream.persistence, pool: pool)
    }
    move(&users, userCount)
    move(&items, itemCount)
    move(&segments, StreamPopulation.segments)
    move(&categories, StreamPopulation.categories)
    move(&advertisers, StreamPopulation.advertisers)
    move(&devices, StreamPopulation.devices)
  }

  /// The probability of a click.
  func probability(
    user: Int, _ segment: Int32, item: Int, _ good: (category: Int32, advertiser: Int32), device: Int,
    hour: Int
  ) -> Float {
    let category = Int(good.category)
    var odds = Self.base + 0.25 * cosf(2 * .pi * (Float(hour) - 20) / 24)
    odds += 0.45 * users(user) + 0.45 * items(item) + 0.35 * advertisers(Int(good.advertiser))
    odds += 0.3 * categories(category) + 0.25 * devices(device, category)
    var match: Float = 0
    for place in 0..<Self.taste {
      let taste = 0.8 * segments(Int(segment), place) + 0.6 * users(user, 1 + place)
      match += taste * (0.8 * categories(category, 1 + place) + 0.6 * items(item, 1 + place))
    }
    odds += 0.6 * match / Float(Self.taste).squareRoot()
    return 1 / (1 + expf(-odds))
  }
}
