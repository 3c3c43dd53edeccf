import NeedletailMath

extension Algorithm {
  /// Work beyond this many seconds says so before it starts.
  private static var longWork: Double { 600 }

  /// Fits a model after checking that the machine can hold the work.
  ///
  /// - Parameters:
  ///   - data: what to learn from.
  ///   - previous: a model of the same algorithm to start from, if the algorithm warm starts.
  ///   - options: facts of this run.
  /// - Throws: `TrainingError` with the figure and the formula when the estimate exceeds
  ///   `options.memoryLimit`, or else what the machine has available, and for checkpoints of an algorithm that keeps
  ///   none; whatever `fit` throws.
  public func train(
    _ data: TrainingData, from previous: (any Recommender)? = nil,
    options: TrainingOptions = TrainingOptions()
  ) throws -> any Recommender {
    let estimate = memoryEstimate(for: data.shape, threads: options.pool.threads)
    let available = options.memoryLimit ?? AvailableMemory.current()
    if let available, estimate.bytes > available {
      let source = options.memoryLimit == nil ? "the machine has available" : "the limit is"
      let terms = estimate.terms.map { "\($0.name) \(ByteCount($0.bytes))" }.joined(separator: " + ")
      throw TrainingError(
        "\(Self.name) needs \(ByteCount(estimate.bytes)) for \(data.shape.users) users, "
          + "\(data.shape.items) items and \(data.shape.interactions) interactions, "
          + "\(source) \(ByteCount(available)): \(terms). Formula: \(Self.descriptor.memoryFormula)")
    }
    guard options.checkpoints == nil || Self.keepsCheckpoints else {
      throw TrainingError("\(Self.name) keeps no checkpoints; neural models do")
    }
    try options.cancellation?.check()
    let threads = options.pool.threads
    if let seconds = expectedSeconds(for: data.shape, threads: threads), seconds > Self.longWork {
      options.notice?(
        "\(Self.name) on \(data.shape.items) items will take about \(Int(seconds / 60)) minutes with "
          + "\(threads) threads")
      try options.cancellation?.check()
    }
    return try fit(data, from: previous, options: options)
  }
}

/// A number of bytes as people read it: "512 bytes", "6.7 GB".
struct ByteCount: CustomStringConvertible {
  let bytes: Int
  init(_ bytes: Int) { self.bytes = bytes }

  var description: String {
    var value = Double(bytes)
    guard value >= 1000 else { return "\(bytes) bytes" }
    for unit in ["kB", "MB", "GB"] {
      value /= 1000
      if value < 999.95 { return "\(tenths(value)) \(unit)" }
    }
    return "\(tenths(value / 1000)) TB"
  }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
