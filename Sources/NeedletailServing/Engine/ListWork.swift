import NeedletailCore
import NeedletailRetrieval

/// A request that waits for its list, and who waits for the answer.
struct ListWork: Sendable {
  let request: PreparedRequest
  let continuation: CheckedContinuation<RecommendationAnswer, any Error>
  /// When it came, by `EngineClock.nanoseconds`.
  let arrived: UInt64
}

/// A request together with the moment that answers it.
struct PlacedRequest {
  let work: ListWork
  let view: LiveView
  let sequence: Int64
  /// The user's code; nil for somebody whom the store does not know.
  let user: Int32?
  /// When the question is asked, in milliseconds.
  let time: Int64
  let asked: PipelineRequest
  let unknown: [String]
}
