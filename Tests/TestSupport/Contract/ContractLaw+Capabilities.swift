import NeedletailCore
import NeedletailData
import NeedletailMath

extension ContractLaw {
  /// What a model offers besides scores keeps its word.
  static let capabilityLaws = [
    ContractLaw("explanations sum to the score") { subject in
      guard let model = try subject.fit(ContractSubject.small) as? any Explaining else { return [] }
      let queries = subject.queries(ContractSubject.small) + subject.strangers(model.itemCount)
      let scores = try model.scores(queries)
      var findings = Findings()
      for (number, query) in queries.enumerated() where number % 5 == 0 {
        for item in 0..<model.itemCount {
          let parts = try model.explain(query, item: ItemRow(item))
          findings.expect(parts.map(\.item) == query.profile.items, "query \(number): other items")
          let sum = Float(parts.reduce(0.0) { $0 + Double($1.score) })
          let scale = parts.reduce(0) { $0 + abs($1.score) }
          findings.expect(
            near(sum, scores[number][item], scale: scale),
            "query \(number), item \(item): \(sum) for a score of \(scores[number][item])")
        }
      }
      return findings.list
    },
    ContractLaw("attributes that explain sum to the score") { subject in
      guard let model = try subject.fit(ContractSubject.small) as? any FeatureExplaining else { return [] }
      let queries = subject.queries(ContractSubject.small) + subject.strangers(model.itemCount)
      let scores = try model.scores(queries)
      var findings = Findings()
      for (number, query) in queries.enumerated() where number % 5 == 0 {
        for item in 0..<model.itemCount {
          let parts = try model.features(query, item: ItemRow(item))
          let sum = Float(parts.reduce(0.0) { $0 + Double($1.contribution) })
          findings.expect(
            near(sum, scores[number][item], scale: parts.reduce(0) { $0 + abs($1.contribution) }),
            "query \(number), item \(item): \(sum) for a score of \(scores[number][item])")
          findings.expect(
            parts.map(\.contribution) == parts.map(\.contribution).sorted(by: >), "item \(item): not sorted")
        }
      }
      return findings.list
    },
    ContractLaw("similar items are others, sorted, each once") { subject in
      guard let model = try subject.fit(ContractSubject.small) as? any SimilarItems else { return [] }
      var findings = Findings()
      for item in 0..<model.itemCount {
        let all = try model.similar(to: ItemRow(item), count: model.itemCount)
        findings.expect(!all.contains { Int($0.item) == item }, "item \(item) is similar to itself")
        findings.expect(all.allSatisfy { $0.score.isFinite }, "item \(item): not finite")
        findings.expect(all == all.sorted(by: ScoredItem.ranksBefore), "item \(item): not sorted")
        findings.expect(Set(all.map(\.item)).count == all.count, "item \(item): repetitions")
        findings.expect(
          try model.similar(to: ItemRow(item), count: 3) == Array(all.prefix(3)), "item \(item): best three")
      }
      return findings.list
    },
    ContractLaw("scores are the log-odds of the examples that candidates make, alone and in any batch") {
      subject in
      guard let model = try subject.fit(ContractSubject.small) as? any ProbabilityPredictor else { return [] }
      let queries = subject.queries(ContractSubject.small) + subject.strangers(model.itemCount)
      let items = (0..<model.itemCount).map { ItemRow($0) }
      let scores = try model.scores(queries)
      var findings = Findings()
      for (number, query) in queries.enumerated() {
        let table = try model.ranking.examples(query, candidates: items)
        let all = try model.logOdds(of: table)
        findings.expect(same([all], [scores[number]]), "query \(number): other log-odds")
        findings.expect(all.allSatisfy(\.isFinite), "query \(number): not finite")
        for size in [1, 7] {
          let few = Array(stride(from: number % 5, to: items.count, by: 6).prefix(size))
          findings.expect(
            same([try model.logOdds(of: table.selecting(few))], [few.map { all[$0] }]),
            "query \(number): \(size) examples have other bits")
        }
      }
      return findings.list
    },
    ContractLaw("predicted values are finite or missing, and are the scores within the range of values") {
      subject in
      guard let model = try subject.fit(ContractSubject.small) as? any RatingPredictor else { return [] }
      let items = (0..<model.itemCount).map { ItemRow($0) }
      var findings = Findings()
      for query in subject.queries(ContractSubject.small) + subject.strangers(model.itemCount) {
        let values = try model.predict(query, items: items)
        let scores = try model.scores([query])[0]
        // A prediction may be clipped: then all that lies beyond is the least or the greatest of the predictions.
        let known = values.filter { !$0.isNaN }
        for (value, score) in zip(values, scores) where !value.isNaN {
          let isClipped = (value < score && value == known.max()) || (value > score && value == known.min())
          findings.expect(
            value.isFinite && (value == score || isClipped), "predicts \(value), scores \(score)")
        }
        let few = try model.predict(query, items: Array(items.prefix(2)))
        findings.expect(same([few], [Array(values.prefix(2))]), "two items are predicted otherwise")
      }
      return findings.list
    },
  ]
}
