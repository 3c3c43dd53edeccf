public import NeedletailCore

/// What a strategy wants tried.
public struct Suggestion: Sendable, Hashable {
  /// The model, complete.
  public var specification: ModelSpecification
  /// The share of the training users that it is fitted on; only trials on all of them can win.
  public var share: Double
  /// The step of the strategy that it belongs to, for people: "coarse grid".
  public var stage: String

  /// A suggestion.
  public init(_ specification: ModelSpecification, share: Double = 1, stage: String) {
    self.specification = specification
    self.share = share
    self.stage = stage
  }
}

/// What came of a suggestion.
public struct SearchOutcome: Sendable {
  /// What was tried.
  public var suggestion: Suggestion
  /// How good it was, greater is better; nil for a trial that failed.
  public var worth: Double?

  /// An outcome.
  public init(_ suggestion: Suggestion, worth: Double?) {
    self.suggestion = suggestion
    self.worth = worth
  }
}

/// Decides what to try next.
///
/// The whole state of a search is the list of its outcomes, so a strategy is a function of them and of its seed:
/// the same outcomes give the same next batch, whether the search ran through or was resumed from a file, and
/// however many trials ran side by side.
public protocol SearchStrategy: Sendable, CustomStringConvertible {
  /// The next trials, all to be run before the strategy is asked again; none when it is done.
  ///
  /// - Parameter outcomes: those of all earlier batches, in the order of the suggestions.
  func next(after outcomes: [SearchOutcome]) -> [Suggestion]
}

extension SearchStrategy {
  /// The best of some outcomes on all users, the first of equals.
  func best(of outcomes: some Sequence<SearchOutcome>) -> (suggestion: Suggestion, worth: Double)? {
    var best: (suggestion: Suggestion, worth: Double)?
    for outcome in outcomes where outcome.suggestion.share == 1 {
      if let worth = outcome.worth, worth > best?.worth ?? -.infinity { best = (outcome.suggestion, worth) }
    }
    return best
  }
}
