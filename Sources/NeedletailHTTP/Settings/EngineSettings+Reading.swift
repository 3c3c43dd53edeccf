import NeedletailConfiguration
import NeedletailRetrieval
import NeedletailServing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension EngineSettings {
  /// Reads what the engine is told: the sections `pipelines`, `engine` and `retention`.
  init(_ root: inout ConfigurationSection) throws(ConfigurationError) {
    self.init()
    let pipelines = try Self.pipelines(&root)
    if !pipelines.isEmpty { self.pipelines = pipelines }
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

  /// Pipelines by name, each written in place or in a file of its own, in the order of the configuration.
  private static func pipelines(
    _ root: inout ConfigurationSection
  ) throws(ConfigurationError) -> [(name: String, definition: PipelineDefinition)] {
    var section = try root.section("pipelines")
    var pipelines: [(name: String, definition: PipelineDefinition)] = []
    for name in section.names {
      guard RequestName.isWellFormed(name), !name.hasPrefix(".") else {
        throw section.fault(name, "expected a name of letters, digits, '.', '_' and '-'")
      }
      var pipeline = try section.section(name)
      guard let file = try pipeline.string("file") else {
        pipelines.append((name, try PipelineDefinition(pipeline)))
        continue
      }
      let path = file.hasPrefix("/") ? file : FilePlace.folder(of: root.file) + file
      let text: String
      do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
        throw pipeline.fault("file", "expected a file in UTF-8, found none at '\(path)'")
      }
      try pipeline.finish()
      pipelines.append((name, try PipelineDefinition(parsing: text, file: path)))
    }
    return pipelines
  }
}

/// Where files of a configuration lie.
private enum FilePlace {
  /// The folder of a file, with a slash at its end; empty for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }
}
