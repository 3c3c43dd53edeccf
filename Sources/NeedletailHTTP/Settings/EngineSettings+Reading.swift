import NeedletailConfiguration
import NeedletailServing

extension EngineSettings {
  /// Reads what the engine is told: the sections `engine` and `retention`.
  init(_ root: inout ConfigurationSection) throws(ConfigurationError) {
    self.init()
    var engine = try root.section("engine")
    writeQueue = try engine.integer("writeQueue", default: writeQueue, in: 1...10_000_000)
    readQueue = try engine.integer("readQueue", default: readQueue, in: 1...10_000_000)
    batch = try engine.integer("batch", default: batch, in: 1...1024)
    threads = try engine.integer("threads", default: threads, in: 1...256)
    trendHalfLife =
      try engine.duration("trendHalfLife", default: trendHalfLife * 3600, in: 60...31_536_000) / 3600
    var retention = try root.section("retention")
    if retention.contains("events") {
      retentionDays = try retention.duration("events", default: 0, in: 3600...3_153_600_000) / 86_400
    }
  }
}
