import NeedletailCore

/// How gradient steps run side by side.
public enum Parallelism: String, Sendable, Hashable, CaseIterable {
  /// On a fixed schedule of parts that share no parameters: the same seed gives the same bits for any number of
  /// threads.
  case deterministic
  /// All at once, without regard to what others write (Recht and others, Hogwild, NIPS 2011): runs differ.
  case racy

  /// The hyper-parameter.
  static let declaration = Hyperparameter(
    "parallelism", .choice(default: deterministic.rawValue, allCases.map(\.rawValue)),
    "deterministic, or racy: threads overwrite each other and no two runs are alike")
}
