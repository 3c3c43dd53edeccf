extension TrainingOptions {
  /// Refuses work whose memory is known only once the data have been looked at.
  ///
  /// - Parameters:
  ///   - estimate: what the work needs from here on.
  ///   - work: who needs it, for the message: "slim".
  ///   - remedy: what else can be done.
  /// - Throws: `TrainingError` with the figure when it exceeds `memoryLimit`, or else what the machine has
  ///   available.
  public func checkMemory(_ estimate: MemoryEstimate, for work: String, remedy: String) throws {
    guard let available = memoryLimit ?? AvailableMemory.current(), estimate.bytes > available else { return }
    let terms = estimate.terms.map { "\($0.name) \(ByteCount($0.bytes))" }.joined(separator: " + ")
    let source = memoryLimit == nil ? "the machine has available" : "the limit is"
    throw TrainingError(
      "\(work) needs \(ByteCount(estimate.bytes)), \(source) \(ByteCount(available)): \(terms); \(remedy)")
  }
}
