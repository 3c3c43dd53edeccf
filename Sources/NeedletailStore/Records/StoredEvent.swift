/// An event in codes, as histories in memory hold it.
///
/// Codes are dense numbers from 0 that `Identifiers` gives to external ids, in the order of their coming.
public struct StoredEvent: Sendable, Hashable {
  /// What the event does to earlier ones of its kind, user and item.
  public enum Effect: UInt8, Sendable {
    /// It joins them.
    case adds = 0
    /// It takes their place.
    case replaces = 1
  }

  /// Its place in the order of all changes.
  public var sequence: Int64
  /// The user's code.
  public var user: Int32
  /// The item's code.
  public var item: Int32
  /// The kind's code.
  public var kind: UInt8
  /// What it does to earlier ones.
  public var effect: Effect
  /// A rating, a count or another strength.
  public var value: Float
  /// When, in milliseconds since 1970-01-01T00:00:00Z.
  public var time: Int64
  /// The share that was watched, read or heard, 0...1; NaN when unknown.
  public var completion: Float
  /// Seconds spent; NaN when unknown.
  public var dwell: Float
  /// How far the user came of their own accord, 0...1; NaN when unknown.
  public var intent: Float

  /// An event.
  public init(
    sequence: Int64, user: Int32, item: Int32, kind: UInt8, effect: Effect = .adds, value: Float = 1,
    time: Int64, completion: Float = .nan, dwell: Float = .nan, intent: Float = .nan
  ) {
    self.sequence = sequence
    self.user = user
    self.item = item
    self.kind = kind
    self.effect = effect
    self.value = value
    self.time = time
    self.completion = completion
    self.dwell = dwell
    self.intent = intent
  }
}
