import NeedletailConfiguration
import NeedletailServing

extension ExposureSettings {
  /// Reads the section `exposures`; nil when it switches them off.
  static func read(_ section: inout ConfigurationSection) throws(ConfigurationError) -> ExposureSettings? {
    let isEnabled = try section.boolean("enabled", default: true)
    let settings = try ExposureSettings(&section)
    return isEnabled ? settings : nil
  }

  private init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    self.init()
    keptBytes = try section.bytes("keep", default: keptBytes, in: 1_000_000...1_000_000_000_000_000)
    segmentBytes = try section.bytes("segment", default: segmentBytes, in: 100_000...1_000_000_000)
    queue = try section.integer("queue", default: queue, in: 1...100_000_000)
    writeInterval = try section.duration("write", default: writeInterval, in: 0.01...3600)
    syncInterval = try section.duration("sync", default: syncInterval, in: 0.01...3600)
  }
}
