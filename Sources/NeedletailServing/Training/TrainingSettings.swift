public import NeedletailConfiguration
import NeedletailCore
import NeedletailData
import NeedletailModels
import NeedletailRetrieval

/// When a server trains, what, and what a new model must show: `train:` of the configuration.
///
/// ```yaml
/// train:
///   model: ials(dimension=64)   # or any specification
///   every: 24h                  # and at the latest after so long, when anything has changed
///   changes: 100000             # or after so many changes to the store
///   window: 1d                  # the latest events, held back to measure
///   gate:
///     metric: ndcg@20
///     tolerance: 0.05
/// ```
public struct TrainingSettings: Sendable, Hashable {
  /// The algorithm with its hyper-parameters, as it was written.
  public var specification = "ials"
  /// How events become weights, as it was written.
  public var weighting = "binary"
  /// Training is due after so many seconds; nil for never by time.
  public var every: Double?
  /// Training is due after so many changes of the store; nil for never by their number.
  public var changes: Int?
  /// How many seconds of the latest events are held back to measure.
  public var window = 86_400.0
  /// What a new model must show.
  public var gate = DeploymentGate()
  /// How many of the newest versions are kept.
  public var kept = 5
  /// Threads of the training process.
  public var threads = 1
  /// Bytes that a fit may use; nil for what the machine has available.
  public var memory: Int?
  /// The seed of every random choice.
  public var seed = 1
  /// Training that has not ended after so many seconds is stopped.
  public var limit = 21_600.0

  /// The settings with their defaults: training only when somebody asks for it.
  public init() {}

  /// Reads and finishes a section.
  ///
  /// - Throws: `ConfigurationError` with the line.
  public init(reading section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    self.init()
    if let text = try section.string("model") { specification = text }
    do { _ = try ModelSpecification(parsing: specification) } catch {
      throw section.fault("model", "\(error)")
    }
    if let text = try section.string("weight") { weighting = text }
    do { _ = try Weighting(parsing: weighting) } catch { throw section.fault("weight", "\(error)") }
    if section.contains("every") {
      every = try section.duration("every", default: 86_400, in: 60...31_536_000)
    }
    if section.contains("changes") {
      changes = try section.integer("changes", default: 100_000, in: 1...1_000_000_000)
    }
    window = try section.duration("window", default: window, in: 1...31_536_000)
    kept = try section.integer("keep", default: kept, in: 1...1000)
    threads = try section.integer("threads", default: threads, in: 1...1024)
    if section.contains("memory") {
      memory = try section.bytes("memory", default: 0, in: 1_000_000...1_000_000_000_000_000)
    }
    seed = try section.integer("seed", default: seed, in: 0...Int.max)
    limit = try section.duration("limit", default: limit, in: 1...2_592_000)
    gate = try DeploymentGate(reading: section.section("gate"))
    try section.finish()
  }
}

extension DeploymentGate {
  /// Reads and finishes a section.
  ///
  /// - Throws: `ConfigurationError` with the line.
  public init(reading section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    self.init()
    isOpen = try section.boolean("open", default: isOpen)
    if let text = try section.string("metric") { metric = text }
    do { _ = try metricKey() } catch { throw section.fault("metric", "\(error)") }
    tolerance = try section.number("tolerance", default: tolerance, in: 0...1)
    coverage = try section.number("coverage", default: coverage, in: 0...1)
    coverageLoss = try section.number("coverageLoss", default: coverageLoss, in: 0...1)
    overlapLeast = try section.number("overlapLeast", default: overlapLeast, in: 0...1)
    overlapMost = try section.number("overlapMost", default: overlapMost, in: 0...1)
    guard overlapLeast <= overlapMost else {
      throw section.fault(
        "overlapLeast", "expected at most overlapMost (\(overlapMost)), found \(overlapLeast)")
    }
    users = try section.integer("users", default: users, in: 1...1_000_000_000)
    confidence = try section.number("confidence", default: confidence, in: 0.5...0.999)
    try section.finish()
  }
}
