import NeedletailCore

extension Preset {
  /// What searches on public data sets found, by validation data alone.
  static let found: [Preset] = []
}
