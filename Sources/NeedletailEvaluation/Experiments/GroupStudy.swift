import NeedletailData
import NeedletailMath

/// Compares models within groups of users: by how hard a baseline finds them, and by how active they are.
///
/// **Difficulty** is the baseline's value of the metric on a second split: a part of each test user's known history
/// is hidden, the baseline is asked with the rest, and users are ordered by how well it finds that part. The test
/// items play no role, so the order favours no model by regression to the mean, as an order by the baseline's own
/// test values would; it says the less about a user, the shorter the hidden part is. Where test users' histories
/// are part of the training data, the baseline is fitted once more without the hidden part.
///
/// Shivaswamy and Garcia-Garcia (RecSys 2022) order users by the baseline's test value.
public struct GroupStudy: Sendable {
  /// The model that gains are measured from and that tells difficulty: a name of the experiment's tables, or
  /// that of an algorithm that occurs once.
  public var baseline: String
  /// The model that all others are also tested against, named likewise; nil for none.
  public var control: String?
  /// The metric; nil for the experiment's first that has a value for each user and a cut-off.
  public var metric: MetricKey?
  /// Into how many groups of about equal size users fall.
  public var buckets = 10

  /// The share of a history that the second split hides.
  static let hiddenShare = 0.2

  /// A study from a baseline.
  public init(baseline: String, control: String? = nil) {
    self.baseline = baseline
    self.control = control
  }

  /// The second split: its test part is what it hides of the histories of the test users.
  func secondSplit(of split: Split, seed: UInt64) throws -> Split {
    var stream = RandomStream(seed: seed, purpose: 0x5EC0, row: 0)
    let seed = stream.next()
    let specification = try SplitSpecification(parsing: "holdout:users=1,ratings=\(Self.hiddenShare)")
    if let foldIn = split.foldIn {
      let histories = DataSet(source: "histories", format: "log", log: foldIn)
      let divided = try specification.split(histories, seed: seed)[0]
      return Split(
        training: split.training, foldIn: divided.training, test: divided.test, catalogue: split.catalogue,
        definition: "second split")
    }
    guard let second = try specification.carve(split, seed: seed).validationSplit else {
      preconditionFailure("a carved split without a validation part")
    }
    return second
  }

  /// What the reader of a table by difficulty must know.
  func notes(_ metric: String, baseline: String) -> [String] {
    [
      "Difficulty is the \(metric) of \(baseline) on a second split, which hides 20% of each test user's known "
        + "history: the lowest group holds the hardest users. Users without a second value are left out.",
      "Groups chosen by the baseline's own test value would favour every other model by regression to the mean; "
        + "these were chosen without the test items. Still compare models with each other and with a control, "
        + "not only with the baseline that chose the groups.",
    ]
  }
}
