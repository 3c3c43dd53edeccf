/// How a data set is divided into training and test parts: the value of `--split` and `--validation`.
///
/// ```swift
/// let split = try SplitSpecification(parsing: "last:1,negatives=99").split(data, seed: 1)[0]
/// ```
///
/// **Repeated pairs.** The interactions of one user with one item stay together in `random`, `last`, `holdout`,
/// `strong`, `cold` and `folds`, and count as one, dated by the first of them: an item that a user already knows would
/// be left out of ranked lists, so a test event with it could never be found. `time` divides events; test
/// events that repeat a pair of training are left out of both parts, and counted in the warnings.
/// `strong:mult-vae` works on rows as published. `given` and `files` keep what they were given, and warn.
///
/// **Permuted rows.** All random choices belong to external ids, so a file in another order gives the same
/// split; only `strong:mult-vae` (as published) and equal times depend on the order of rows.
public struct SplitSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The kinds of division.
  enum Form: Sendable, Hashable {
    /// A share of all pairs.
    case random(share: Double)
    /// The last few items of each user, ranked against all items or sampled ones.
    case last(count: Int, negatives: Int)
    /// A share of the pairs of a share of the users.
    case holdout(users: Double, ratings: Double)
    /// A share of unseen users for test and as many for validation; a share of their pairs is hidden.
    case strong(users: Double, holdout: Double)
    /// The published generator of Liang et al. (WWW 2018).
    case multVAE(users: Int, seed: UInt32)
    /// All events of a share of the items, ranked among themselves.
    case cold(items: Double)
    /// The latest share of all events.
    case latest(share: Double)
    /// The events from a moment on, in milliseconds since 1970, as it was written.
    case since(Int64, text: String)
    /// The division that came with the data.
    case given
    /// The folds that came with the data.
    case givenFolds
    /// Random folds of equal size.
    case folds(Int)
    /// Files that hold the parts.
    case files(FilePaths)
  }

  /// The files of `files:TRAIN,TEST[,NEGATIVES]`; whoever runs the split reads them.
  public struct FilePaths: Sendable, Hashable {
    /// The file of training interactions.
    public var training: String
    /// The file of test interactions.
    public var test: String
    /// The file of each user's negatives, if any.
    public var negatives: String?
  }

  let form: Form

  /// The files that `split(_:files:)` needs read, for `files:…`; nil for all other forms.
  public var files: FilePaths? {
    if case .files(let paths) = form { paths } else { nil }
  }

  /// The specification as it would be written: "holdout:users=0.5,ratings=0.2".
  public var description: String {
    switch form {
    case .random(let share): "random:\(share.shortest)"
    case .last(let count, 0): "last:\(count)"
    case .last(let count, let negatives): "last:\(count),negatives=\(negatives)"
    case .holdout(let users, let ratings): "holdout:users=\(users.shortest),ratings=\(ratings.shortest)"
    case .strong(let users, let holdout): "strong:users=\(users.shortest),holdout=\(holdout.shortest)"
    case .multVAE(let users, Self.publishedSeed): "strong:mult-vae,users=\(users)"
    case .multVAE(let users, let seed): "strong:mult-vae,users=\(users),seed=\(seed)"
    case .cold(let items): "cold:items=\(items.shortest)"
    case .latest(let share): "time:\(share.shortest)"
    case .since(_, let text): "time:\(text)"
    case .given: "given"
    case .givenFolds: "given-folds"
    case .folds(let count): "folds:\(count)"
    case .files(let paths):
      "files:\(paths.training),\(paths.test)" + (paths.negatives.map { ",\($0)" } ?? "")
    }
  }

  /// The seed of the published Mult-VAE split.
  static let publishedSeed: UInt32 = 98765

  /// Divides a data set.
  ///
  /// - Parameters:
  ///   - data: the interactions, with their own division for `given` and `given-folds`.
  ///   - seed: the seed of the run; `strong:mult-vae` has a seed of its own.
  /// - Returns: one split, or one a fold.
  /// - Throws: `DataError` when the data do not have what the form needs (times, a division, enough users), or
  ///   when a part would be empty.
  /// - Complexity: O(n) for n interactions, and O(m log m) for the m pairs of a user.
  public func split(_ data: DataSet, seed: UInt64) throws -> [Split] {
    switch form {
    case .random(let share): [try random(data.log, share: share, seed: seed, into: .test)]
    case .last(let count, let negatives):
      [try last(data.log, count: count, negatives: negatives, seed: seed, into: .test)]
    case .holdout(let users, let ratings):
      [try holdout(data.log, users: users, ratings: ratings, seed: seed, into: .test)]
    case .strong(let users, let holdout):
      [try strong(data.log, users: users, holdout: holdout, seed: seed, into: .test)]
    case .multVAE(let users, let seed): [try multVAE(data.log, heldOut: users, seed: seed)]
    case .cold(let items): [try cold(data.log, items: items, seed: seed, into: .test)]
    case .latest(let share): [try latest(data.log, share: share, into: .test)]
    case .since(let moment, _): [try since(moment, data.log, into: .test)]
    case .given: [try given(data)]
    case .givenFolds: try givenFolds(data)
    case .folds(let count): try folds(data.log, count: count, seed: seed)
    case .files: throw DataError("'\(description)' divides files that must be read first")
    }
  }

  /// Carves a validation part out of the training part of a split, for `--validation`.
  ///
  /// The test part, its fold-in histories and its negatives stay as they are; a validation part that the split
  /// had before is replaced. With `strong`, users are held out for validation only.
  /// - Throws: `DataError` for `given`, `given-folds`, `folds`, `files` and `strong:mult-vae`, which cannot
  ///   carve, and as `split` does.
  public func carve(_ split: Split, seed: UInt64) throws -> Split {
    let log = split.training
    let carved =
      switch form {
      case .random(let share): try random(log, share: share, seed: seed, into: .validation)
      case .last(let count, let negatives):
        try last(log, count: count, negatives: negatives, seed: seed, into: .validation)
      case .holdout(let users, let ratings):
        try holdout(log, users: users, ratings: ratings, seed: seed, into: .validation)
      case .strong(let users, let holdout):
        try strong(log, users: users, holdout: holdout, seed: seed, into: .validation)
      case .cold(let items): try cold(log, items: items, seed: seed, into: .validation)
      case .latest(let share): try latest(log, share: share, into: .validation)
      case .since(let moment, _): try since(moment, log, into: .validation)
      case .multVAE, .given, .givenFolds, .folds, .files:
        throw DataError(
          "'\(description)' cannot carve a validation part out of training data; expected random:0.1, last:1, "
            + "holdout:users=0.5,ratings=0.2, strong:users=0.1,holdout=0.2, cold:items=0.1 or time:0.1")
      }
    var result = split
    result.training = carved.training
    result.validation = carved.validation
    result.validationFoldIn = carved.validationFoldIn
    result.validationNegatives = carved.validationNegatives
    result.validationCatalogue = carved.validationCatalogue
    result.definition += "; validation: \(carved.definition)"
    result.warnings += carved.warnings.map { "validation: \($0)" }
    return result
  }
}
