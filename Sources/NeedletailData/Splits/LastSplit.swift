import NeedletailMath

/// Leave the last out: `last`.
extension SplitSpecification {
  func last(
    _ log: InteractionLog, count: Int, negatives: Int, seed: UInt64, into held: Part
  ) throws -> Split {
    let pairs = PairIndex(of: log)
    var assignment = Assignment(log)
    var heldUsers: [Int] = []
    for user in 0..<log.users.count where pairs.pairs(ofUser: user).count > count {
      heldUsers.append(user)
      for pair in pairs.chronological(ofUser: user, times: log.times).suffix(count) {
        pairs.assign(held, toPair: pair, in: &assignment.parts)
      }
    }
    let order = log.times == nil ? " in the order of the file" : ""
    let sampled = negatives > 0 ? ", ranked among \(negatives) sampled negatives" : ""
    var split = try assignment.split(
      held, definition: "the last \(count == 1 ? "item" : "\(count) items") of each user\(order)\(sampled)")
    guard negatives > 0 else { return split }
    let drawn = sampleNegatives(
      negatives, of: heldUsers, in: pairs, items: log.items.count,
      seed: SplitPurpose.negatives.seed(seed, for: held))
    if held == .test { split.negatives = drawn } else { split.validationNegatives = drawn }
    return split
  }

  /// Uniform draws without replacement from the items that a user has no interaction with; all of them when
  /// there are fewer than asked for.
  private func sampleNegatives(
    _ count: Int, of users: [Int], in pairs: PairIndex, items: Int, seed: UInt64
  ) -> [UserRow: [ItemRow]] {
    var negatives: [UserRow: [ItemRow]] = [:]
    for user in users {
      let known = pairs.pairs(ofUser: user).map { pairs.items[$0] }
      var stream = RandomStream(seed: seed, stream: UInt64(user))
      let free = items - known.count
      // Floyd's sampling of ranks among the unknown items, which are then found past the known ones.
      var ranks = Set<Int>()
      for bound in max(0, free - count)..<free {
        let rank = stream.index(below: bound + 1)
        ranks.insert(ranks.contains(rank) ? bound : rank)
      }
      var passed = 0
      negatives[UserRow(user)] = ranks.sorted().map { rank in
        while passed < known.count, Int(known[passed]) - passed <= rank { passed += 1 }
        return ItemRow(rank + passed)
      }
    }
    return negatives
  }
}
