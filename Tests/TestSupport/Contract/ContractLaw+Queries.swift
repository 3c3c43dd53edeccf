import NeedletailCore
import NeedletailData
import NeedletailMath

extension ContractLaw {
  /// Any history is answered, and only the history counts unless it is the one that was learnt from.
  static let queryLaws = [
    ContractLaw("empty, one-item and strangers' histories have finite scores") { subject in
      let model = try subject.fit(ContractSubject.large)
      let items = (0..<model.itemCount).map { Query(profile: Profile([ItemRow($0)])) }
      let all = Query(profile: Profile((0..<model.itemCount).map { ItemRow($0) }))
      let queries = items + subject.strangers(model.itemCount) + [all]
      let isFinite = try model.scores(queries).joined().allSatisfy(\.isFinite)
      return isFinite ? [] : ["a score is not finite"]
    },
    ContractLaw("unknown ids are named or ignored") { subject in
      let model = try subject.model(ContractSubject.small)
      var findings = Findings()
      findings.expect(model.query(user: "nobody") == nil, "an unknown user has a query")
      let known = [model.items.id(0), model.items.id(3)]
      let (query, unknown) = model.query(history: ["nothing", known[1], known[0], known[0]])
      findings.expect(unknown == ["nothing"], "unknown items: \(unknown)")
      findings.expect(query.profile.items == [0, 3], "profile: \(query.profile.items)")
      return findings.list
    },
    ContractLaw("a history other than the learnt one is answered without regard to the user") { subject in
      let log = ContractSubject.small
      let model = try subject.fit(log)
      let queries = subject.queries(log)
      let others = queries.indices.map { queries[($0 + 1) % queries.count].profile }
      var findings = Findings()
      let folded = try model.scores(others.map { Query(profile: $0) })
      let asked = try model.scores(zip(queries, others).map { Query(user: $0.user, profile: $1) })
      for user in queries.indices where queries[user].profile != others[user] {
        findings.expect(same([folded[user]], [asked[user]]), "user \(user) answers by his number")
      }
      return findings.list
    },
    ContractLaw("a known user is answered much as a stranger with his history") { subject in
      let log = ContractSubject.small
      let model = try subject.fit(log)
      let queries = subject.queries(log)
      let excluded = queries.map(\.profile.items)
      let request = RankingRequest(count: 10, excluded: excluded)
      let known = try model.recommend(queries, request)
      let folded = try model.recommend(queries.map { Query(profile: $0.profile) }, request)
      let shared = zip(known, folded).map { Set($0.map(\.item)).intersection($1.map(\.item)).count }
      let mean = Double(shared.reduce(0, +)) / Double(max(shared.count, 1))
      return mean >= 7 ? [] : ["their best ten share \(mean) items"]
    },
  ]
}
