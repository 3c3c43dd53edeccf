import Synchronization

/// A small thread-safe memory of values by key that forgets what was not asked for lately.
///
/// Two generations: a full young one becomes the old one, and what is found in the old one moves to the young.
/// Values are computed outside the lock, so two threads may compute one at the same time; either is kept.
final class GenerationCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var young: [Key: Value] = [:]
    var old: [Key: Value] = [:]
  }

  private let state = Mutex(State())
  private let capacity: Int

  /// A memory of at least the `capacity` values that were asked for last, and of at most twice as many.
  init(capacity: Int) { self.capacity = capacity }

  /// The value of a key, computed when it is not remembered.
  func value(_ key: Key, orElse compute: () throws -> Value) rethrows -> Value {
    let known = state.withLock { state -> Value? in
      if let value = state.young[key] { return value }
      guard let value = state.old[key] else { return nil }
      Self.keep(value, key, &state, capacity)
      return value
    }
    if let known { return known }
    let value = try compute()
    state.withLock { Self.keep(value, key, &$0, capacity) }
    return value
  }

  private static func keep(_ value: Value, _ key: Key, _ state: inout State, _ capacity: Int) {
    if state.young.count >= capacity {
      state.old = state.young
      state.young = [:]
    }
    state.young[key] = value
  }
}
