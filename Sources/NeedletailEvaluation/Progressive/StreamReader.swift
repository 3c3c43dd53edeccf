import NeedletailCore
public import NeedletailData
import NeedletailMath

/// Labelled examples in the order of time that are handed out only once they are known: at the moment of a prediction
/// nothing later than that moment less the delay of labels can be had, whoever asks.
///
/// Columns of others are not in what is handed out, and questions carry no labels.
public struct StreamReader: Sendable {
  private let examples: ExampleSet
  private let times: SharedBuffer<Int64>
  /// The first example of each window, and their end.
  private let starts: [Int]
  private let isHeld: [Bool]
  /// Milliseconds from an example to its label.
  public let delay: Int64
  /// The window that is to be predicted; training data end at its start.
  public private(set) var window = 0

  /// A stream before its first window.
  ///
  /// - Parameters:
  ///   - examples: with moments; they are put into the order of time, equal moments in the order given.
  ///   - heldShare: the share of examples that nobody trains on, to look back at.
  /// - Throws: `EvaluationError` for examples without moments and for fewer than two windows.
  public init(
    _ examples: ExampleSet, size: WindowSize, delay: Int64 = 0, heldShare: Double = 0.05, seed: UInt64 = 1
  ) throws {
    guard examples.times != nil, examples.clock == .milliseconds else {
      throw EvaluationError(
        "progressive evaluation needs moments; declare a field of type time in the schema")
    }
    self.examples = examples.inOrderOfTime
    times = self.examples.times ?? SharedBuffer([])
    starts = size.starts(times)
    self.delay = delay
    isHeld = (0..<examples.count).map { position in
      var stream = RandomStream(seed: seed, purpose: 0x4E1D, row: position)
      return stream.uniform() < heldShare
    }
    guard windowCount >= 2 else {
      throw EvaluationError(
        "windows of \(size) make \(windowCount) of \(examples.count) examples; take shorter ones")
    }
  }

  /// The number of windows with examples.
  public var windowCount: Int { starts.count - 1 }
  /// The number of examples.
  public var count: Int { examples.count }
  /// The moment of the prediction: that of the first example of the window.
  public var now: Int64 { times[starts[window]] }
  /// The positions of a window.
  public func positions(ofWindow window: Int) -> Range<Int> { starts[window]..<starts[window + 1] }
  /// The moment at which a window begins.
  public func start(ofWindow window: Int) -> Int64 { times[starts[window]] }

  /// Goes on to a window.
  ///
  /// - Precondition: time does not run backwards.
  public mutating func advance(to window: Int) {
    precondition(window >= self.window && window < windowCount, "from window \(self.window) to \(window)")
    self.window = window
  }

  /// How many examples have a known label: those before `now` less the delay.
  public var knownCount: Int {
    let end = now - delay
    var (low, high) = (0, starts[window])
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < end { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The positions of a range that may be trained on: those not held out.
  public func trainable(_ range: Range<Int>) -> [Int] { range.filter { !isHeld[$0] } }

  /// Known examples with their labels.
  ///
  /// - Throws: `EvaluationError` when one of them is not known yet.
  public func known(_ positions: [Int]) throws -> ExampleSet {
    let limit = knownCount
    guard let late = positions.first(where: { $0 < 0 || $0 >= limit }) else {
      return examples.selecting(positions)
    }
    throw EvaluationError(
      "example \(late) is not known at the start of window \(window): labels are known of \(limit)")
  }

  /// The examples of the present window without their labels.
  public func questions() -> ExampleSet {
    let range = positions(ofWindow: window)
    return examples.selecting(range).labelled(SharedBuffer(zeros: range.count))
  }

  /// Examples that were held out of a window whose labels are known, for looking back.
  public func held(ofWindow window: Int) throws -> ExampleSet {
    try known(positions(ofWindow: window).filter { isHeld[$0] })
  }

  /// Judges what was said of the present window: the only use that is made of its labels.
  ///
  /// - Parameter logOdds: one for each of `questions()`.
  package func judged(_ logOdds: [Float]) -> ScoredExamples {
    let labels = examples.labels
    return ScoredExamples(
      logOdds: logOdds, labels: positions(ofWindow: window).map { labels[$0] > 0 })
  }

  /// Whether each example is of an item that was first seen less than a span before; items of the stream's first span
  /// count as old. Nil without a field of type item.
  func newcomers(within span: Int64) -> [Bool]? {
    guard
      case .categorical(let names, let rows)? = examples.fields.first(where: { $0.declaration.type == .item }
      )?.column
    else { return nil }
    var first = [Int64](repeating: .max, count: names.count)
    return (0..<examples.count).map { position in
      let row = Int(rows[position])
      guard row >= 0 else { return false }
      first[row] = min(first[row], times[position])
      return times[position] - first[row] < span && first[row] - times[0] >= span
    }
  }

  /// A hash of all examples, for the state of a run.
  var fingerprint: String { examples.fingerprint }

  /// What was read, without its values.
  var source: String { examples.source }
  var fieldNames: [String] { examples.fields.map(\.name) }
  var positives: Int { examples.positives }
  func idCount(_ type: FeatureSchema.FieldType) -> Int { examples.idCount(type) }
}

extension StreamReader {
  /// Positions drawn evenly, without repetition, from those that may be trained on before one; fewer when there are no
  /// more. A function of the seed and the window.
  func sample(_ wanted: Int, before end: Int, seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: 0x4EB1, row: window)
    var taken: Set<Int> = []
    var tries = 0
    // Held examples and repetitions are few: twenty tries a place are more than enough.
    while taken.count < wanted, tries < 20 * wanted {
      let position = stream.index(below: end)
      tries += 1
      if !trainable(position..<position + 1).isEmpty { taken.insert(position) }
    }
    return taken.sorted()
  }
}
