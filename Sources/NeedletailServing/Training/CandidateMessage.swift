/// One line that a training writes to its standard output for the server.
struct CandidateMessage: Codable, Sendable {
  /// How far it has come.
  struct Step: Codable, Sendable {
    var stage: String
    var completed: Int
    var total: Int
    var note: String
  }

  /// How far it has come.
  var step: Step?
  /// The outcome, in the last line.
  var verdict: TrainingVerdict?
  /// Why there is no outcome.
  var failure: String?
}
