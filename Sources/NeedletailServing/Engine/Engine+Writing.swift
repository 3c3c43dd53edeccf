public import NeedletailStore

extension Engine {
  /// Writes changes and waits until they are durable and in memory.
  ///
  /// - Returns: for each change its receipt or why it was refused.
  /// - Throws: `ServingError` (unavailable) when nothing was written.
  public func write(_ changes: [Change]) async throws -> [Result<Receipt, ChangeError>] {
    if changes.isEmpty { return [] }
    return try await withCheckedThrowingContinuation { continuation in
      do throws(LineRefusal) {
        try core.writing.append(.changes(changes, continuation), weight: changes.count)
      } catch {
        continuation.resume(throwing: core.refusal(error, "changes", core.settings.writeQueue))
      }
    }
  }
}
