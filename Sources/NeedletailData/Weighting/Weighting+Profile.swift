import Glibc

extension Weighting {
  /// One event of a user, with the signals that came with it.
  public struct Event: Sendable, Hashable {
    /// The item.
    public var item: ItemRow
    /// A rating, a count or another strength.
    public var value: Float
    /// When, in milliseconds, or a rank within the history.
    public var time: Int64
    /// The kind, an index into the kind names of the context.
    public var kind: UInt8
    /// The session; negative when unknown.
    public var session: Int32
    /// The share that was watched, read or heard, 0...1; NaN when unknown.
    public var completion: Float
    /// Seconds spent; NaN when unknown.
    public var dwell: Float
    /// How far the user came of their own accord, 0...1 (1 searched, .8 browsed, .6 recommended, .3 autoplay);
    /// NaN when unknown.
    public var intent: Float

    /// An event.
    public init(
      item: ItemRow, value: Float = 1, time: Int64 = 0, kind: UInt8 = 0, session: Int32 = -1,
      completion: Float = .nan, dwell: Float = .nan, intent: Float = .nan
    ) {
      self.item = item
      self.value = value
      self.time = time
      self.kind = kind
      self.session = session
      self.completion = completion
      self.dwell = dwell
      self.intent = intent
    }
  }

  /// The weights of one user's items.
  ///
  /// - Parameters:
  ///   - events: all events of the user, in time order or at least in the order of the log where times are
  ///     equal.
  ///   - context: what the kinds mean and which items form series.
  /// - Returns: items ascending, each once, and a weight each. A pair with evidence against it (`watch`) has
  ///   weight 0: the user knows the item, and it says nothing for items like it.
  /// - Complexity: O(m log m) for m events.
  public func profile(
    of events: [Event], in context: WeightingContext = WeightingContext()
  ) -> (items: [Int32], weights: [Float]) {
    var history = events
    if self != .binary, !zip(history, history.dropFirst()).allSatisfy({ $0.time <= $1.time }) {
      let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
      history = order.map { events[$0] }
    }
    // The number of an event breaks ties, so events of one item stay in time order.
    var keys = history.indices.map {
      UInt64(UInt32(bitPattern: history[$0].item.rawValue)) << 32 | UInt64($0)
    }
    if !zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) { keys.sort() }
    let order = keys.map { Int($0 & 0xFFFF_FFFF) }
    var habits: WatchHabits?
    if case .watch = self { habits = WatchHabits(history, context) }
    var items: [Int32] = []
    var weights: [Float] = []
    var start = 0
    while start < order.count {
      let item = history[order[start]].item
      var end = start + 1
      while end < order.count, history[order[end]].item == item { end += 1 }
      items.append(item.rawValue)
      weights.append(weight(of: history, at: order[start..<end], context, habits))
      start = end
    }
    return (items, weights)
  }

  /// The weight of one pair, whose events are at the given places of the history, oldest first.
  private func weight(
    of history: [Event], at places: ArraySlice<Int>, _ context: WeightingContext, _ habits: WatchHabits?
  ) -> Float {
    switch self {
    case .binary: return 1
    case .value: return history[places[places.endIndex - 1]].value
    case .counts(let parameters):
      return Float(parameters.confidence(places.reduce(0) { $0 + Double(history[$1].value) }))
    case .watch(let parameters):
      guard let habits else { return 1 }
      let evidence = WatchEvidence(history, at: places, context)
      return Float(parameters.weight(of: evidence, habits: habits, in: context))
    }
  }
}

/// The natural logarithm, under a name that no property hides.
func logarithm(_ number: Double) -> Double { log(number) }
