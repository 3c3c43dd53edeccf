import NeedletailCore
import NeedletailData
import NeedletailMath

extension ContractLaw {
  /// Lists follow from scores.
  static let rankingLaws = [
    ContractLaw("lists are the scores, sorted, without what is excluded") { subject in
      let model = try subject.fit(ContractSubject.large)
      let queries = subject.queries(ContractSubject.large) + subject.strangers(model.itemCount)
      let scores = try model.scores(queries)
      let excluded = queries.map(\.profile.items)
      var findings = Findings()
      for count in [0, 1, 10, model.itemCount + 5] {
        for excluded in [[], excluded] {
          let lists = try model.recommend(queries, RankingRequest(count: count, excluded: excluded))
          for (query, row) in scores.enumerated() {
            let without = excluded.isEmpty ? [] : Set(excluded[query])
            let items = row.indices.map { ScoredItem(item: Int32($0), score: row[$0]) }
            let expected = items.filter { !without.contains($0.item) }
              .sorted(by: ScoredItem.ranksBefore).prefix(count)
            findings.expect(lists[query] == Array(expected), "query \(query), \(count) items")
          }
        }
      }
      return findings.list
    },
    ContractLaw("lists of candidates hold only these, sorted") { subject in
      let model = try subject.fit(ContractSubject.large)
      let queries = Array(subject.queries(ContractSubject.large).prefix(20))
      let candidates = stride(from: 3, to: model.itemCount, by: 7).map { ItemRow($0) }
      let excluded = queries.map(\.profile.items)
      let lists = try model.recommend(
        queries, RankingRequest(count: 12, candidates: .rows(candidates.reversed()), excluded: excluded))
      let scores = try model.scores(queries)
      var findings = Findings()
      for (query, list) in lists.enumerated() {
        let expected = candidates.filter { !excluded[query].contains($0.rawValue) }
          .map { ScoredItem(item: $0.rawValue, score: scores[query][$0.index]) }
          .sorted(by: ScoredItem.ranksBefore).prefix(12)
        findings.expect(list == Array(expected), "query \(query)")
      }
      return findings.list
    },
  ]
}
