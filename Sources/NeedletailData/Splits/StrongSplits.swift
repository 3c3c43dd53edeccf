import NeedletailMath

/// Strong generalisation: users that training does not hold.
extension SplitSpecification {
  func strong(
    _ log: InteractionLog, users share: Double, holdout: Double, seed: UInt64, into held: Part
  ) throws -> Split {
    let pairs = PairIndex(of: log)
    let users = (0..<log.users.count).filter { !pairs.pairs(ofUser: $0).isEmpty }
    let userKeys = randomKeys(ofUsers: users, seed: SplitPurpose.users.seed(seed, for: held))
    let order = users.indices.sorted { (userKeys[$0], $0) < (userKeys[$1], $1) }.map { users[$0] }
    let count = Int((share * Double(users.count)).rounded())
    let validation = order[..<count]
    let test = held == .test ? order[count..<min(2 * count, order.count)] : []
    let heldOut = Set(validation).union(test)
    var assignment = Assignment(log)
    let catalogue = Self.catalogue(of: pairs, without: heldOut, items: log.items.count)
    let keys = pairs.randomKeys(seed: SplitPurpose.ratings.seed(seed, for: held))
    for (group, part, history) in [
      (validation, Part.validation, Part.validationFoldIn), (test, .test, .foldIn),
    ] {
      for user in group {
        let own = pairs.pairs(ofUser: user)
        for pair in own {
          pairs.assign(
            catalogue[Int(pairs.items[pair])] ? history : .dropped, toPair: pair, in: &assignment.parts)
        }
        let known = own.filter { catalogue[Int(pairs.items[$0])] }.sorted { (keys[$0], $0) < (keys[$1], $1) }
        for pair in known.prefix(Int(holdout * Double(known.count))) {
          pairs.assign(part, toPair: pair, in: &assignment.parts)
        }
      }
    }
    let groups = held == .test ? "as many for validation, " : ""
    var split = try assignment.split(
      held,
      definition: "\(percent(share)) of the users unseen in training, \(groups)\(percent(holdout)) of "
        + "their items hidden at random, catalogue of training users", isRandom: true)
    split.catalogue = catalogue.indices.filter { catalogue[$0] }.map { ItemRow($0) }
    split.warnings += dropped(assignment)
    return split
  }

  /// The published division of Liang et al. (WWW 2018), bit for bit, on data that were filtered before.
  ///
  /// The last `heldOut` users of a permutation of the sorted users are for test, those before them for
  /// validation. Items unknown to training users are deleted; of each held-out user with five interactions or
  /// more a fifth is hidden.
  func multVAE(_ log: InteractionLog, heldOut: Int, seed: UInt32) throws -> Split {
    let pairs = PairIndex(of: log)
    let users = (0..<log.users.count).filter { !pairs.pairs(ofUser: $0).isEmpty }
    guard users.count > 2 * heldOut else {
      throw DataError(
        "'\(description)' holds out \(heldOut) users for validation and as many for test; the data have "
          + "\(users.count)")
    }
    var generator = MersenneTwister(seed: seed)
    let order = generator.permutation(of: users.count).map { users[$0] }
    let validation = order[(order.count - 2 * heldOut)..<(order.count - heldOut)].sorted()
    let test = order[(order.count - heldOut)...].sorted()
    let catalogue = Self.catalogue(
      of: pairs, without: Set(validation).union(test), items: log.items.count)
    var assignment = Assignment(log)
    for (group, part, history) in [
      (validation, Part.validation, Part.validationFoldIn), (test, .test, .foldIn),
    ] {
      generator = MersenneTwister(seed: seed)
      for user in group {
        let rows = pairs.positions(ofUser: user).sorted()
        let known = rows.filter { catalogue[Int(log.itemRows[$0])] }
        for row in rows { assignment.parts[row] = .dropped }
        for row in known { assignment.parts[row] = history }
        guard known.count >= 5 else { continue }
        for index in generator.choice(Int(0.2 * Double(known.count)), of: known.count) {
          assignment.parts[known[index]] = part
        }
      }
    }
    var split = try assignment.split(
      .test,
      definition:
        "Mult-VAE: \(heldOut) unseen users, as many for validation, 20% of their items hidden, seed "
        + "\(seed)", isRandom: true)
    split.catalogue = catalogue.indices.filter { catalogue[$0] }.map { ItemRow($0) }
    split.warnings += dropped(assignment)
    return split
  }

  /// Which items the users that are not held out know.
  private static func catalogue(of pairs: PairIndex, without heldOut: Set<Int>, items: Int) -> [Bool] {
    var catalogue = [Bool](repeating: false, count: items)
    for user in 0..<pairs.userStarts.count - 1 where !heldOut.contains(user) {
      for pair in pairs.pairs(ofUser: user) { catalogue[Int(pairs.items[pair])] = true }
    }
    return catalogue
  }

  private func dropped(_ assignment: Assignment) -> [String] {
    let count = assignment.parts.count { $0 == .dropped }
    return count == 0
      ? [] : ["\(count) interactions of held-out users with items unknown to training were left out"]
  }
}

extension PairIndex {
  /// The positions in the log of a user's interactions, by item.
  func positions(ofUser user: Int) -> [Int] {
    (starts[userStarts[user]]..<starts[userStarts[user + 1]]).map { Int(positions[$0]) }
  }
}
