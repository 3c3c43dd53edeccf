/// How exposures are kept.
public struct ExposureSettings: Sendable, Hashable {
  /// How many records may wait for the writer; further ones are dropped and counted.
  public var queue = 65_536
  /// A segment of so many bytes is followed by a new one.
  public var segmentBytes = 16 << 20
  /// The oldest segments go when all together are larger; at least one stays.
  public var keptBytes = 1 << 30
  /// Records wait at most so many seconds before they are written.
  public var writeInterval = 0.2
  /// Written records reach the disk at most so many seconds later.
  public var syncInterval = 1.0

  /// The settings with their defaults.
  public init() {}
}

/// What an exposure log has done since it was opened.
public struct ExposureStatistics: Sendable, Hashable {
  /// Records that were written.
  public var written = 0
  /// Records that were dropped, because too many waited or the disk refused them.
  public var dropped = 0
  /// Records that wait.
  public var waiting = 0
  /// Bytes of all segments.
  public var bytes = 0
  /// Segments.
  public var segments = 0
  /// Why the disk refused the last write; nil when it did not.
  public var fault: String?
}
