import NeedletailStore

/// An event of a known user in 16 bytes; its place in the history says when it came.
///
/// Time, kind and a flag share one word: 48 bits of milliseconds reach from 2490 BC to 6429 AD, and what lies
/// beyond is held at the nearest of the two.
struct PackedEvent: Sendable, Hashable {
  /// The times that can be told apart, in milliseconds.
  static let times: ClosedRange<Int64> = -(1 << 47)...(1 << 47 - 1)

  private let word: Int64
  /// The item's code.
  let item: Int32
  /// A rating, a count or another strength.
  let value: Float

  /// Packs an event; its signals are kept elsewhere.
  init(_ event: StoredEvent) {
    let time = min(max(event.time, Self.times.lowerBound), Self.times.upperBound)
    word = time << 16 | Int64(event.kind) << 8 | (EventSignals(event) == nil ? 0 : 1)
    item = event.item
    value = event.value
  }

  /// When, in milliseconds.
  var time: Int64 { word >> 16 }
  /// The kind's code.
  var kind: UInt8 { UInt8(truncatingIfNeeded: word >> 8) }
  /// Whether signals came with the event.
  var hasSignals: Bool { word & 1 != 0 }
}

/// What came with an event beside its value; NaN where unknown.
struct EventSignals: Sendable {
  var completion: Float
  var dwell: Float
  var intent: Float

  /// The signals of an event; nil when it has none.
  init?(_ event: StoredEvent) {
    if event.completion.isNaN, event.dwell.isNaN, event.intent.isNaN { return nil }
    completion = event.completion
    dwell = event.dwell
    intent = event.intent
  }
}
