import Metrics

extension Engine {
  /// A list for somebody.
  ///
  /// - Throws: `ServingError`.
  public func recommend(_ request: RecommendationRequest) async throws -> RecommendationAnswer {
    let prepared = try PreparedRequest(request, settings: core.settings)
    return try await withCheckedThrowingContinuation { continuation in
      let work = ListWork(request: prepared, continuation: continuation, arrived: EngineClock.nanoseconds)
      do throws(LineRefusal) {
        try core.reading.append(.list(work))
      } catch {
        continuation.resume(throwing: core.refusal(error, "requests", core.settings.readQueue))
      }
    }
  }

  /// Computes on a scorer's thread, in turn with the lists.
  func computed<Answer: Sendable>(
    _ body: @escaping @Sendable (EngineCore) throws -> Answer
  ) async throws -> Answer {
    let core = core
    return try await withCheckedThrowingContinuation { continuation in
      do throws(LineRefusal) {
        try core.reading.append(.other { continuation.resume(with: Result { try body(core) }) })
      } catch {
        continuation.resume(throwing: core.refusal(error, "requests", core.settings.readQueue))
      }
    }
  }
}

extension EngineCore {
  /// What a caller is told whose work was not let in.
  func refusal(_ refusal: LineRefusal, _ what: String, _ bound: Int) -> ServingError {
    metrics.refusals.increment()
    return ServingError(
      .unavailable, refusal == .closed ? "the engine is closing" : "more than \(bound) \(what) wait already")
  }

  /// Lets nothing more in.
  func closeLines() {
    writing.close()
    reading.close()
  }
}
