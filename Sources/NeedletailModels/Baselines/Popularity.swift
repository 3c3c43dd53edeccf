import Glibc
public import NeedletailCore
import NeedletailData
import NeedletailMath

/// Ranks items by how many users chose them: over all time, over the last days, or with older choices counting
/// less.
///
/// The latest event of each user with each item counts, once. With `window` only those of the last days before
/// the latest event of the data count; with `halfLife` one counts half as much for every so many days of age.
public struct Popularity: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "popularity", summary: "The number of users of an item; the baseline that is hard to beat.",
    paper: "",
    hyperparameters: [
      Hyperparameter(
        "window", .number(default: 0, 0...100_000), aliases: ["days"],
        "only choices of the last days count; 0: all time"),
      Hyperparameter(
        "halfLife", .number(default: 0, 0...100_000), aliases: ["half_life"],
        "days after which a choice counts half; 0: never"),
    ],
    memoryFormula: "20·n bytes for n items, with times 8·z more for z user-item pairs")

  /// Days before the latest event that count; 0 for all.
  public let window: Double
  /// Days after which a choice counts half; 0 for never.
  public let halfLife: Double

  /// Popularity over all time unless told otherwise.
  ///
  /// - Precondition: neither is negative.
  public init(window: Double = 0, halfLife: Double = 0) {
    precondition(window >= 0 && halfLife >= 0, "window \(window), half-life \(halfLife)")
    self.window = window
    self.halfLife = halfLife
  }

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(window: values.number("window"), halfLife: values.number("halfLife"))
  }

  /// The window and the half-life.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(["window": .number(window), "halfLife": .number(halfLife)])
  }

  private var usesTimes: Bool { window > 0 || halfLife > 0 }

  /// The counts, and with times the age of each pair.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([
      .init("counts", bytes: 20 * shape.items),
      .init("times of pairs", bytes: usesTimes ? 8 * shape.interactions : 0),
    ])
  }

  /// Counts.
  ///
  /// - Throws: `TrainingError` when a window or a half-life is asked of data without times.
  /// - Complexity: O(interactions).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    try options.cancellation?.check()
    var sums = [Double](repeating: 0, count: data.shape.items)
    if usesTimes {
      try addTimedChoices(of: data.log, to: &sums)
    } else {
      data.matrix.columnIndices.withUnsafeBufferPointer { for item in $0 { sums[Int(item)] += 1 } }
    }
    try options.cancellation?.check()
    return PopularityRecommender(popularity: self, scores: SharedBuffer(sums.map { Float($0) }))
  }

  private func addTimedChoices(of log: InteractionLog, to sums: inout [Double]) throws {
    guard let times = log.times, log.clock == .milliseconds else {
      let found = log.times == nil ? "have none" : "have only an order within each history"
      throw TrainingError(
        "popularity with window or halfLife needs data with times, and these \(found); "
          + "leave both out for popularity over all time")
    }
    let histories = Histories(of: log)
    let latest = times.withUnsafeBufferPointer { $0.max() ?? 0 }
    let day = 86_400_000.0
    var counted = [Int32](repeating: -1, count: log.items.count)
    for user in 0..<log.users.count {
      for position in histories.positions(of: UserRow(user)).reversed() {
        let item = Int(log.itemRows[position])
        guard counted[item] != Int32(user) else { continue }
        counted[item] = Int32(user)
        let age = (Double(latest) - Double(times[position])) / day
        guard window == 0 || age <= window else { continue }
        sums[item] += halfLife == 0 ? 1 : exp2(-age / halfLife)
      }
    }
  }

  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let scores = try file.floats("scores", shape: [file.itemCount])
    guard scores.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw file.fault("scores", "expected finite numbers only")
    }
    return PopularityRecommender(popularity: Popularity(hyperparameters), scores: scores)
  }
}
