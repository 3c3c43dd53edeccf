import NeedletailData
import NeedletailMath
import Testing

/// The sheet's worked example and properties, and habits of watching series.
struct WatchWeightingTests {
  private static let hour: Int64 = 3_600_000
  private static let day = 24 * hour
  private let watch = Weighting.watch(WatchWeighting())
  private let kinds = WeightingContext(kindNames: ["view", "like", "dislike", "list"])

  /// The weight of item 0 in a history that ends with something else some days later.
  private func weight(
    _ events: [Weighting.Event], daysAgo: Double = 0, _ weighting: WatchWeighting = WatchWeighting()
  ) -> Float {
    let now = Int64(daysAgo * Double(Self.day)) + (events.map(\.time).max() ?? 0)
    let last = Weighting.Event(item: ItemRow(1), time: now, completion: 1)
    return Weighting.watch(weighting).profile(of: events + [last], in: kinds).weights[0]
  }

  private func view(
    _ completion: Float = .nan, dwell: Float = .nan, intent: Float = 1, time: Int64 = 0
  ) -> Weighting.Event {
    Weighting.Event(item: ItemRow(0), time: time, completion: completion, dwell: dwell, intent: intent)
  }

  @Test("a film watched to nine tenths after a search ten days ago has confidence 17.1")
  func workedExample() {
    #expect(abs(WatchWeighting.quality(ofCompletion: 0.9) - 0.9655) < 1e-4)
    let strength = WatchWeighting.strength(completion: WatchWeighting.quality(ofCompletion: 0.9))
    #expect(abs(strength - 0.869) < 5e-4)
    #expect(abs(weight([view(0.9)], daysAgo: 10) - 17.1) < 0.05)
  }

  @Test("confidence rises with completion, intent and repeats, and falls with age")
  func monotone() {
    let completions = stride(from: Float(0), through: 1, by: 0.05).map { weight([view($0)]) }
    #expect(zip(completions, completions.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(completions.allSatisfy { $0 == 0 || $0 >= 1 })
    #expect(completions.first == 0 && completions.last! > 18)
    let intents = stride(from: Float(0.35), through: 1, by: 0.05).map { weight([view(1, intent: $0)]) }
    #expect(zip(intents, intents.dropFirst()).allSatisfy { $0 < $1 })
    let ages = [0, 1, 10, 90, 1000].map { weight([view(1)], daysAgo: $0) }
    #expect(zip(ages, ages.dropFirst()).allSatisfy { $0 > $1 } && ages.allSatisfy { $0 >= 1 })
    let repeats = (1...5).map { count in
      weight((0..<count).map { view(0.6, time: Int64($0) * Self.day) })
    }
    #expect(zip(repeats, repeats.dropFirst()).allSatisfy { $0 < $1 })
    let dwells = [0, 4, 30, 60, 120, 300, 600].map { weight([view(dwell: $0)]) }
    #expect(zip(dwells, dwells.dropFirst()).allSatisfy { $0 <= $1 } && dwells[0] == 0)
  }

  @Test("strength rises with every signal and stays below one")
  func strength() {
    let levels = [0, 0.25, 0.5, 0.75, 1]
    for (low, high) in zip(levels, levels.dropFirst()) {
      #expect(WatchWeighting.strength(completion: low) < WatchWeighting.strength(completion: high))
      #expect(WatchWeighting.strength(dwell: low) < WatchWeighting.strength(dwell: high))
      #expect(WatchWeighting.strength(cadence: low) < WatchWeighting.strength(cadence: high))
      #expect(WatchWeighting.strength(repeats: low) < WatchWeighting.strength(repeats: high))
    }
    #expect(WatchWeighting.strength(completion: 1, dwell: 1, cadence: 1, repeats: 1) < 1)
    #expect(WatchWeighting.strength() == 0)
  }

  @Test("dislike overrides all, a like lifts, autoplay alone and quick abandonment count for nothing")
  func overrides() {
    func opinion(_ kind: UInt8) -> Weighting.Event { Weighting.Event(item: ItemRow(0), kind: kind) }
    #expect(weight([view(1), opinion(2)]) == 0)
    #expect(weight([opinion(2), view(1)]) == 0)
    #expect(weight([view(0.5)]) < weight([view(0.5), opinion(1)]))
    #expect(weight([opinion(1)]) == 21)
    #expect(weight([opinion(3)]) == 13)
    #expect(weight([view(1, intent: 0.3)]) == 0)
    #expect(weight([view(1, intent: 0.3), view(1, intent: 0.8, time: 1)]) > 1)
    #expect(weight([view(0.01, dwell: 10)]) == 0)
    // Nothing known but that it was taken up: just enough.
    #expect(weight([view()]) == 8)
  }

  /// Sittings of a user: for each series the day and the number of episodes half an hour apart, or a day apart
  /// for somebody who watches one a day.
  private func stopWeight(binging: Bool) -> Float {
    let length = 10
    let series = WeightingContext(
      itemFeatures: FeatureTable(
        count: 8 * length,
        columns: [
          (
            "series",
            .categorical(
              names: (0..<8).map(String.init), rows: SharedBuffer((0..<8 * length).map { Int32($0 / length) })
            )
          )
        ]))
    var events: [Weighting.Event] = []
    var time: Int64 = 0
    for show in 0..<8 {
      // Of the first series both watch one episode and stop.
      for episode in 0..<(show == 0 ? 1 : 6) {
        events.append(
          Weighting.Event(
            item: ItemRow(show * length + episode), time: time, completion: 0.95, intent: 1))
        time += binging ? Self.hour / 2 : Self.day
      }
      time += 2 * Self.day
    }
    // Age must not differ: a half-life far beyond both histories.
    let (items, weights) = Weighting.watch(WatchWeighting(halfLife: 1e6)).profile(of: events, in: series)
    #expect(items[0] == 0 && items[1] == Int32(length))
    #expect(weights[1] > weights[0])
    return weights[0]
  }

  @Test("stopping after one episode counts against a binger, not against a one-a-day watcher")
  func stopping() {
    let binger = stopWeight(binging: true)
    let daily = stopWeight(binging: false)
    #expect(binger < 0.65 * daily)
    // The daily watcher's first episode weighs what a film watched as far does.
    let film = Weighting.watch(WatchWeighting(halfLife: 1e6)).profile(
      of: [Weighting.Event(item: ItemRow(0), completion: 0.95, intent: 1)])
    #expect(abs(daily - film.weights[0]) < 0.01)
  }

  @Test("a finished series is no stop")
  func finished() {
    func weights(episodes: Int) -> [Float] {
      let rows = (0..<20).map { Int32($0 < 12 ? 0 : $0 < 12 + episodes ? 1 : -1) }
      let context = WeightingContext(
        itemFeatures: FeatureTable(
          count: 20, columns: [("series", .categorical(names: ["a", "b"], rows: SharedBuffer(rows)))]))
      var events = (0..<12).map {
        Weighting.Event(item: ItemRow($0), time: 10 * Self.day + Int64($0) * Self.hour / 2, completion: 0.95)
      }
      events.insert(Weighting.Event(item: ItemRow(12), time: 0, completion: 0.95), at: 0)
      return watch.profile(of: events, in: context).weights
    }
    #expect(weights(episodes: 1)[12] > weights(episodes: 5)[12])
  }

  @Test("absurd times neither trap nor spoil a weight")
  func absurd() {
    let events = [Int64.min, -1, 0, Int64.max].map { view(0.9, time: $0) }
    let weights = watch.profile(of: events, in: kinds).weights
    #expect(weights.count == 1 && weights[0].isFinite && weights[0] >= 1)
  }
}
