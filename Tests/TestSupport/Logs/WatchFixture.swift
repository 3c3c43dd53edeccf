public import NeedletailData
import NeedletailMath

/// Made-up watching with every signal, for the transforms that read them.
public enum WatchFixture {
  /// A log whose events have all columns.
  public static func log(users: Int, events: Int, seed: UInt64) -> InteractionLog {
    var stream = RandomStream(seed: seed)
    var log = LogFixture.log(
      LogFixture.random(users: users, items: 40, count: events, seed: seed), timed: true, valued: true)
    log.times = SharedBuffer((0..<events).map { _ in Int64(stream.index(below: 1_000_000_000)) })
    log.kindNames = ["view", "like", "dislike", "list"]
    log.kinds = SharedBuffer((0..<events).map { _ in UInt8(max(0, stream.index(below: 20) - 16)) })
    log.sessions = SharedBuffer((0..<events).map { _ in Int32(stream.index(below: events / 3)) })
    for name in ["completion", "dwell", "intent"] {
      let scale: Float = name == "dwell" ? 600 : 1
      log.signals[name] = SharedBuffer(
        (0..<events).map { _ in stream.index(below: 5) == 0 ? .nan : scale * stream.uniformFloat() })
    }
    return log
  }

  /// Items in series of four; every fifth series-less.
  public static func features(items: Int) -> FeatureTable {
    let series = (0..<items).map { Int32($0 % 5 == 4 ? -1 : $0 / 4) }
    return FeatureTable(
      count: items,
      columns: [
        (
          "series",
          .categorical(names: (0...items / 4).map { "series \($0)" }, rows: SharedBuffer(series))
        )
      ])
  }

  /// The event at a position of a log.
  public static func event(of log: InteractionLog, at position: Int) -> Weighting.Event {
    Weighting.Event(
      item: ItemRow(rawValue: log.itemRows[position]), value: log.values?[position] ?? 1,
      time: log.times?[position] ?? 0, kind: log.kinds?[position] ?? 0,
      session: log.sessions?[position] ?? -1, completion: log.signals["completion"]?[position] ?? .nan,
      dwell: log.signals["dwell"]?[position] ?? .nan, intent: log.signals["intent"]?[position] ?? .nan)
  }
}
