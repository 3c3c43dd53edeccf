/// What is known of a user when one of their events is predicted (Kasalický, Alves and Kordík 2023).
public enum EventHistory: String, Sendable, Hashable, Codable, CaseIterable {
  /// All other events, later ones too: leave-one-out.
  case others = "loo"
  /// The events that are strictly earlier, so none of the same second or session batch: each event is the last
  /// one when its turn comes.
  case earlier = "lloo"

  /// "the user's strictly earlier events".
  public var words: String {
    switch self {
    case .others: "all other events of the user, later ones too"
    case .earlier: "the user's strictly earlier events"
    }
  }
}

/// Which events are predicted one at a time, and from what.
public struct EventQuestions: Sendable, Hashable {
  /// Whose events are asked for.
  public enum Target: Sendable, Hashable {
    /// Those of the test part: the model knows the training part only.
    case test
    /// All of them, those that the model was fitted on included.
    case all
  }

  /// What is known when an event is predicted.
  public var history: EventHistory
  /// Which events are predicted.
  public var target: Target
  /// At most so many events, drawn uniformly over all of them; nil for all.
  public var limit: Int?

  /// Questions about events.
  public init(_ history: EventHistory, target: Target = .test, limit: Int? = nil) {
    self.history = history
    self.target = target
    self.limit = limit
  }
}
