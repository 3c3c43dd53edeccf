import Metrics

/// How long the stages of requests and changes take: `needletail_stage_seconds{stage=…}`.
struct EngineMetrics: Sendable {
  /// From the arrival of a request to the start of its batch.
  let wait = Self.stage("wait")
  /// Histories into queries.
  let query = Self.stage("query")
  /// Candidates, rules, scores and lists, for a whole batch.
  let rank = Self.stage("rank")
  /// A group of changes into the store.
  let commit = Self.stage("commit")
  /// A group of changes into memory.
  let apply = Self.stage("apply")
  /// Requests answered.
  let answers = Counter(label: "needletail_answers_total")
  /// Changes acknowledged.
  let changes = Counter(label: "needletail_changes_total")
  /// Requests and changes refused because too much waited already.
  let refusals = Counter(label: "needletail_refusals_total")

  private static func stage(_ name: String) -> Timer {
    Timer(label: "needletail_stage_seconds", dimensions: [("stage", name)])
  }
}

extension Timer {
  /// Records the time since a reading of `EngineClock.nanoseconds`; gives the present reading.
  @discardableResult
  func record(since start: UInt64) -> UInt64 {
    let now = EngineClock.nanoseconds
    recordNanoseconds(Int64(now - start))
    return now
  }
}
