import NeedletailCore
import NeedletailData
import NeedletailMath

extension ContractLaw {
  /// A score has the same bits however it is asked for.
  static let bitLaws = [
    ContractLaw("the same bits in batches of any size") { subject in
      let model = try subject.fit(ContractSubject.large)
      let users = subject.queries(ContractSubject.large) + subject.strangers(model.itemCount)
      let queries = (0..<1000).map { users[$0 % users.count] }
      let expected = try model.scores(queries)
      var findings = Findings()
      for size in [1, 2, 7, 64] {
        for start in [0, 1, 97, 160] {
          let batch = start..<start + size
          findings.expect(
            same(try model.scores(Array(queries[batch])), Array(expected[batch])),
            "\(size) queries from \(start) score otherwise than among 1000")
        }
      }
      return findings.list
    },
    ContractLaw("the same bits among any candidates") { subject in
      let model = try subject.fit(ContractSubject.large)
      let queries =
        Array(subject.queries(ContractSubject.large).prefix(9)) + subject.strangers(model.itemCount)
      let expected = try model.scores(queries)
      var random = RandomStream(seed: 11)
      var findings = Findings()
      for size in [0, 1, 20, 500] {
        let items = (0..<size).map { _ in ItemRow(random.index(below: model.itemCount)) }
        let found = try model.scores(queries, .rows(items))
        findings.expect(
          same(found, expected.map { row in items.map { row[$0.index] } }),
          "\(size) candidates score otherwise")
      }
      return findings.list
    },
    ContractLaw("the same bits for one thread and two") { subject in
      let queries = subject.queries(ContractSubject.large)
      let scores = try [1, 2].map { try subject.fit(ContractSubject.large, threads: $0).scores(queries) }
      return same(scores[0], scores[1]) ? [] : ["scores differ"]
    },
    ContractLaw("saving and opening keeps every bit") { subject in
      let folder = TemporaryFolder()
      let model = try subject.model(ContractSubject.large)
      try model.save(to: folder.path("a"))
      let opened = try Model.open(folder.path("a"), registry: subject.registry)
      try opened.save(to: folder.path("b"))
      let queries =
        subject.queries(ContractSubject.large) + subject.strangers(model.recommender.itemCount)
      var findings = Findings()
      findings.expect(opened.specification == subject.specification, "opened \(opened.specification)")
      findings.expect(
        same(try model.recommender.scores(queries), try opened.recommender.scores(queries)), "scores differ")
      let reports = try ["a", "b"].map { try Model.verify(folder.path($0)) }
      findings.expect(reports[0].isIntact, "checksums fail")
      findings.expect(reports[0] == reports[1], "an opened model saves other bytes")
      return findings.list
    },
  ]
}
