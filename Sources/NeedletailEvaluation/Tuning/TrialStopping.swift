/// How the epochs of a trial are chosen.
public enum TrialStopping: Sendable, CustomStringConvertible {
  /// As many as the specification says.
  case none
  /// By the trial's own validation part: epochs are one more hyper-parameter chosen there.
  case onValidation(patience: Int, interval: Int)
  /// By a further part, carved from what the trial is fitted on; the model is then fitted on all of that.
  case carved(ValidationStopping)

  /// In words, for the study's header.
  public var description: String {
    switch self {
    case .none: "none"
    case .onValidation(let patience, let interval):
      "validation part, patience \(patience), interval \(interval)"
    case .carved(let rule):
      "\(rule.split) by \(rule.metric), patience \(rule.patience), interval \(rule.interval)"
    }
  }
}
