import NeedletailMath

extension DataDoctor {
  /// How interactions spread over items, and items without any.
  static func popularity(_ log: InteractionLog) -> [Finding] {
    let counts = self.counts(log.itemRows, log.items.count)
    let active = counts.filter { $0 > 0 }.sorted()
    var findings: [Finding] = []
    if let silent = counts.firstIndex(of: 0) {
      let number = counts.count - active.count
      findings.append(
        Finding(
          .silentItems, .info, count: number, "\(number) of \(counts.count) items have no interactions",
          example: "item \(log.items.id(silent))"))
    }
    guard active.count >= 2 else { return findings }
    let total = Double(log.count)
    // G = Σ (2j − n − 1) c_j / ((n − 1) Σ c), counts ascending.
    let moment = active.enumerated().reduce(0.0) {
      $0 + Double(2 * ($1.offset + 1) - active.count - 1) * Double($1.element)
    }
    let gini = moment / (Double(active.count - 1) * total)
    let head = max(1, active.count / 100)
    let share = Double(active.suffix(head).reduce(0, +)) / total
    let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
    findings.append(
      Finding(
        .popularityConcentration, gini > 0.9 || share > 0.5 ? .warning : .info, count: head,
        "the \(head) most popular of \(active.count) items (1%) have \(percent(share)) of the interactions; "
          + "Gini \((gini * 1000).rounded() / 1000)",
        example: "item \(log.items.id(most)): \(counts[most]) interactions"))
    return findings
  }

  /// Ids that name both a user and an item.
  static func identifiers(_ log: InteractionLog) -> [Finding] {
    var shared = 0
    var example = ""
    func meet(_ id: String) {
      if shared == 0 { example = "id \(id)" }
      shared += 1
    }
    // Both vocabularies ascend in the same order, so one walk over both meets what they share.
    switch (log.users.storage, log.items.storage) {
    case (.integers(let users), .integers(let items)):
      users.withUnsafeBufferPointer { users in
        items.withUnsafeBufferPointer { items in
          var item = 0
          for user in users {
            while item < items.count, items[item] < user { item += 1 }
            if item < items.count, items[item] == user { meet(String(user)) }
          }
        }
      }
      // Numbers from one up are shared by nature.
      return shared == 0
        ? []
        : [
          Finding(
            .sharedIDs, .info, count: shared, "\(shared) numbers are ids of users and of items",
            example: example)
        ]
    default:
      for user in 0..<log.users.count where log.items.row(of: log.users.id(user)) != nil {
        meet(log.users.id(user))
      }
      return shared == 0
        ? []
        : [
          Finding(
            .sharedIDs, .warning, count: shared,
            "\(shared) ids name a user and an item: are both columns what they should be?", example: example)
        ]
    }
  }

  /// What a division gives away, and what it asks of strangers.
  static func leakage(_ split: Split) -> [Finding] {
    let known = split.foldIn.map { [split.training, $0] } ?? [split.training]
    let leakage = Leakage(known: known, test: split.test)
    var findings: [Finding] = []
    if leakage.events > 0 {
      findings.append(
        Finding(
          .futureLeakage, .warning, count: leakage.events,
          "\(leakage.events) of \(leakage.total) test events precede training events of the same user "
            + "(\(leakage.users) users)"))
    }
    if leakage.strangers > 0 {
      findings.append(
        Finding(
          .coldUsers, .info, count: leakage.strangers, "\(leakage.strangers) test users have no history"))
    }
    let matrices = known.map { Weighting.binary.matrix(of: $0) }
    let trained = counts(split.training.itemRows, split.training.items.count)
    var overlap = Tally()
    var cold = Set<Int32>()
    for position in 0..<split.test.count {
      let (user, item) = (split.test.userRows[position], split.test.itemRows[position])
      if trained[Int(item)] == 0 { cold.insert(item) }
      let isKnown = matrices.contains {
        $0.columnIndices.contains(item, in: $0.range(ofRow: Int(user)))
      }
      if isKnown { overlap.add(position) }
    }
    if overlap.count > 0 {
      findings.append(
        Finding(
          .overlap, .warning, count: overlap.count,
          "\(overlap.count) of \(split.test.count) test events repeat an item of the user's training history",
          example: split.test.place(overlap.first)))
    }
    if let item = cold.min() {
      findings.append(
        Finding(
          .coldItems, .info, count: cold.count, "\(cold.count) test items do not occur in training",
          example: "item \(split.test.items.id(Int(item)))"))
    }
    return findings
  }
}
