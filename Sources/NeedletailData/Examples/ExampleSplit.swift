import NeedletailMath

/// One division of examples into what a model may learn from and what it is judged by, as positions, ascending.
public struct ExampleSplit: Sendable {
  /// What models are fitted on.
  public var training: [Int]
  /// What they are judged by.
  public var test: [Int]
  /// A part for choosing and stopping, carved from the training part; nil without.
  public var validation: [Int]?
  /// What was done, in words.
  public var definition: String
  /// What the reader of a result should know.
  public var warnings: [String]

  /// A division from its parts.
  public init(
    training: [Int], test: [Int], validation: [Int]? = nil, definition: String, warnings: [String] = []
  ) {
    self.training = training
    self.test = test
    self.validation = validation
    self.definition = definition
    self.warnings = warnings
  }

  /// The validation part as a split of its own, judged as the test part is; nil when there is none.
  public var validationSplit: ExampleSplit? {
    validation.map {
      ExampleSplit(training: training, test: $0, definition: "\(definition) (validation part)")
    }
  }
}

extension SplitSpecification {
  /// Divides labelled examples: `random`, `time`, `given` and, for files that were read as parts, `files`.
  ///
  /// `random` belongs to the places of the examples: another order of the file gives another split.
  /// - Throws: `DataError` for other forms, when the examples lack what the form needs, and when a part would be empty.
  /// - Complexity: O(examples).
  public func split(_ examples: ExampleSet, seed: UInt64) throws -> ExampleSplit {
    switch form {
    case .given, .files:
      guard let parts = examples.parts else {
        throw DataError(
          file: examples.source,
          "'\(description)' needs files for training and test (train.csv, test.csv), found none")
      }
      var split = ExampleSplit(training: [], test: [], definition: "the division that came with the data")
      if files != nil { split.definition = description }
      var validation: [Int] = []
      parts.withUnsafeBufferPointer { parts in
        for (position, part) in parts.enumerated() {
          switch part {
          case 0: split.training.append(position)
          case 1: split.test.append(position)
          default: validation.append(position)
          }
        }
      }
      if !validation.isEmpty { split.validation = validation }
      return try split.checked()
    default:
      let (rest, held, definition, warnings) = try divide(
        examples, Array(0..<examples.count), seed: seed, for: .test)
      return try ExampleSplit(training: rest, test: held, definition: definition, warnings: warnings)
        .checked()
    }
  }

  /// Carves a validation part out of the training part: `random` or `time`.
  ///
  /// - Throws: as `split`.
  public func carve(_ split: ExampleSplit, of examples: ExampleSet, seed: UInt64) throws -> ExampleSplit {
    let (rest, held, definition, warnings) = try divide(
      examples, split.training, seed: seed, for: .validation)
    var result = split
    result.training = rest
    result.validation = held
    result.definition += "; validation: \(definition)"
    result.warnings += warnings.map { "validation: \($0)" }
    return try result.checked()
  }

  private func divide(
    _ examples: ExampleSet, _ positions: [Int], seed: UInt64, for part: Part
  ) throws -> (rest: [Int], held: [Int], definition: String, warnings: [String]) {
    func divided(_ isHeld: [Bool]) -> (rest: [Int], held: [Int]) {
      let rest = positions.indices.filter { !isHeld[$0] }.map { positions[$0] }
      return (rest, positions.indices.filter { isHeld[$0] }.map { positions[$0] })
    }
    switch form {
    case .random(let share):
      let own = SplitPurpose.random.seed(seed, for: part)
      let keys = positions.map { position in
        var stream = RandomStream(seed: own, stream: UInt64(position))
        return stream.next()
      }
      let (rest, held) = divided(
        SmallestKeys.flags(keys, count: Int((share * Double(positions.count)).rounded())))
      return (
        rest, held, "\(percent(share)) of all examples at random",
        examples.times == nil ? [] : ["a random split of timed examples lets models learn from the future"]
      )
    case .latest(let share):
      let times = try moments(of: examples)
      let keys = positions.map { UInt64(bitPattern: times[$0]) ^ 1 << 63 }
      let training = positions.count - Int((share * Double(positions.count)).rounded())
      guard !keys.isEmpty else { return (positions, [], "", []) }
      let (key, _) = SmallestKeys.key(ofRank: min(training, keys.count - 1), in: keys)
      let (rest, held) = divided(keys.map { $0 >= key })
      return (rest, held, "the latest \(percent(share)) of all examples", [])
    case .since(let moment, let text):
      let times = try moments(of: examples)
      let (rest, held) = divided(positions.map { times[$0] >= moment })
      return (rest, held, "examples from \(text) on", [])
    default:
      throw DataError(
        "'\(description)' divides interactions; expected random:0.1, time:0.1, time:2000-12-01, given or "
          + "files:TRAIN,TEST for labelled examples")
    }
  }

  private func moments(of examples: ExampleSet) throws -> SharedBuffer<Int64> {
    guard let times = examples.times, examples.clock == .milliseconds else {
      throw DataError(
        "'\(description)' needs moments, and the examples have none; declare a field of type time in the schema"
      )
    }
    return times
  }
}

extension ExampleSplit {
  /// The split itself when no part is empty.
  fileprivate func checked() throws -> ExampleSplit {
    guard !training.isEmpty else { throw DataError("the split '\(definition)' leaves no training examples") }
    guard !test.isEmpty, validation.map({ !$0.isEmpty }) ?? true else {
      throw DataError("the split '\(definition)' holds out no examples")
    }
    return self
  }
}
