import NeedletailMath

/// Divisions by chance: `random`, `holdout`, `folds`.
extension SplitSpecification {
  func random(_ log: InteractionLog, share: Double, seed: UInt64, into held: Part) throws -> Split {
    let pairs = PairIndex(of: log)
    let keys = pairs.randomKeys(seed: SplitPurpose.random.seed(seed, for: held))
    let count = Int((share * Double(pairs.count)).rounded())
    var assignment = Assignment(log)
    for (pair, chosen) in SmallestKeys.flags(keys, count: count).enumerated() where chosen {
      pairs.assign(held, toPair: pair, in: &assignment.parts)
    }
    return try assignment.split(
      held, definition: "\(percent(share)) of all user-item pairs at random", isRandom: true)
  }

  func holdout(
    _ log: InteractionLog, users: Double, ratings: Double, seed: UInt64, into held: Part
  ) throws -> Split {
    let pairs = PairIndex(of: log)
    let keys = pairs.randomKeys(seed: SplitPurpose.ratings.seed(seed, for: held))
    let eligible = (0..<log.users.count).filter { pairs.pairs(ofUser: $0).count >= 2 }
    let userKeys = randomKeys(ofUsers: eligible, seed: SplitPurpose.users.seed(seed, for: held))
    let chosen = SmallestKeys.flags(userKeys, count: Int((users * Double(eligible.count)).rounded()))
    var assignment = Assignment(log)
    for (index, user) in eligible.enumerated() where chosen[index] {
      for pair in targets(of: user, in: pairs, share: ratings, keys: keys) {
        pairs.assign(held, toPair: pair, in: &assignment.parts)
      }
    }
    return try assignment.split(
      held, definition: "\(percent(ratings)) of the items of \(percent(users)) of the users at random",
      isRandom: true)
  }

  func folds(_ log: InteractionLog, count: Int, seed: UInt64) throws -> [Split] {
    let pairs = PairIndex(of: log)
    let keys = pairs.randomKeys(seed: SplitPurpose.folds.seed(seed, for: .test))
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var folds = [Int](repeating: 0, count: pairs.count)
    for (rank, pair) in order.enumerated() { folds[pair] = rank * count / pairs.count }
    return try (0..<count).map { fold in
      var assignment = Assignment(log)
      for pair in folds.indices where folds[pair] == fold {
        pairs.assign(.test, toPair: pair, in: &assignment.parts)
      }
      return try assignment.split(
        .test, definition: "fold \(fold + 1) of \(count) random folds of user-item pairs", isRandom: true)
    }
  }

  /// The pairs of a user that are hidden: the given share, rounded down, but one at least and never all.
  func targets(of user: Int, in pairs: PairIndex, share: Double, keys: [UInt64]) -> ArraySlice<Int> {
    let own = pairs.pairs(ofUser: user)
    guard own.count >= 2 else { return [] }
    let count = min(max(1, Int(share * Double(own.count))), own.count - 1)
    return own.sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(count)
  }

  /// A random key for each of some users.
  func randomKeys(ofUsers users: [Int], seed: UInt64) -> [UInt64] {
    users.map { user in
      var stream = RandomStream(seed: seed, stream: UInt64(user))
      return stream.next()
    }
  }

  /// "20%".
  func percent(_ share: Double) -> String {
    let hundredths = (share * 10_000).rounded() / 100
    return "\(hundredths.shortest)%"
  }
}
