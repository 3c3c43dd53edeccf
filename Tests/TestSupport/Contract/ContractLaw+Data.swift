import NeedletailCore
import NeedletailData
import NeedletailMath

extension ContractLaw {
  /// What the data look like must not matter, or not break anything.
  static let dataLaws = [
    ContractLaw("repeated events change nothing") { subject in
      guard subject.weighting == .binary || subject.weighting == .value else { return [] }
      let log = ContractSubject.small
      let twice = log.selecting((0..<log.count).flatMap { [$0, $0] })
      let queries = subject.queries(log)
      let scores = try [log, twice].map { try subject.fit($0).scores(queries) }
      return same(scores[0], scores[1]) ? [] : ["scores differ"]
    },
    ContractLaw("numbering users and items otherwise permutes the scores") { subject in
      guard subject.isOrderFree else { return [] }
      let log = ContractSubject.small
      let (renumbered, items) = renumber(log)
      let scores = try subject.fit(log).scores(subject.queries(log).map(stranger))
      let others = try subject.fit(renumbered).scores(
        subject.queries(log).map { stranger(renumber($0, items)) })
      var findings = Findings()
      for (user, row) in scores.enumerated() {
        let scale = row.map(abs).max() ?? 0
        for (item, score) in row.enumerated() {
          let other = others[user][items[item].index]
          findings.expect(
            near(score, other, scale: scale), "user \(user), item \(item): \(score) and \(other)")
        }
      }
      return findings.list
    },
    ContractLaw("data without events, users or items give an error or finite scores") { subject in
      var findings = Findings()
      for (users, items) in [(0, 0), (3, 0), (0, 3), (3, 4)] {
        let log = InteractionLog(
          users: Vocabulary((0..<users).map { "\($0)" }), items: Vocabulary((0..<items).map { "\($0)" }),
          userRows: SharedBuffer([]), itemRows: SharedBuffer([]))
        do {
          let scores = try subject.fit(log).scores(subject.queries(log) + [Query(profile: .empty)])
          findings.expect(scores.joined().allSatisfy(\.isFinite), "\(users) × \(items): not finite")
        } catch is TrainingError {
        }
      }
      return findings.list
    },
    ContractLaw("odd weights give an error or finite scores") { subject in
      let log = ContractSubject.small
      var findings = Findings()
      for values: [Float] in [[0], [-1, 1], [0, 5, -10], [1e6, 1e-6], [3]] {
        var odd = log
        odd.values = SharedBuffer((0..<log.count).map { values[$0 % values.count] })
        let valued = ContractSubject(
          subject.specification, registry: subject.registry, weighting: .value,
          isOrderFree: subject.isOrderFree, needsFeatures: subject.needsFeatures)
        do {
          let model = try valued.fit(odd)
          let queries = valued.queries(odd) + valued.strangers(model.itemCount)
          findings.expect(
            try model.scores(queries).joined().allSatisfy(\.isFinite), "weights \(values): not finite")
        } catch is TrainingError {
        }
      }
      return findings.list
    },
  ]

  private static func stranger(_ query: Query) -> Query { Query(profile: query.profile) }

  /// The same events under ids in the opposite order, and the new row of each item.
  private static func renumber(_ log: InteractionLog) -> (InteractionLog, [ItemRow]) {
    func opposite(_ rows: SharedBuffer<Int32>, _ count: Int) -> SharedBuffer<Int32> {
      SharedBuffer(rows.array.map { Int32(count) - 1 - $0 })
    }
    var renumbered = log
    renumbered.userRows = opposite(log.userRows, log.users.count)
    renumbered.itemRows = opposite(log.itemRows, log.items.count)
    return (renumbered, (0..<log.items.count).map { ItemRow(log.items.count - 1 - $0) })
  }

  private static func renumber(_ query: Query, _ items: [ItemRow]) -> Query {
    let pairs = zip(query.profile.items, query.profile.weights)
      .map { (items[Int($0.0)].rawValue, $0.1) }.sorted { $0.0 < $1.0 }
    return Query(profile: Profile(items: pairs.map(\.0), weights: pairs.map(\.1)))
  }
}
