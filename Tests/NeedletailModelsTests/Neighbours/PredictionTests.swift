import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Scores and predicted values of neighbours")
struct PredictionTests {
  @Test(
    "the sheet's predictions for user 1 and item 1",
    arguments: [("average", 1.666667), ("weighted", 3.0), ("centred", 3.720289)])
  func sheet(_ form: String, _ expected: Double) throws {
    let model = try #require(
      try NeighbourToys.model("userknn(similarity=pearson,norms=co-rated,form=\(form))")
        as? any RatingPredictor)
    let value = try #require(try model.predict(NeighbourToys.query(1), items: [ItemRow(1)]).first)
    #expect(abs(Double(value) - expected) < 5e-6)
  }

  @Test("user-based scores agree with full matrices in double precision", arguments: [1, 2, 3] as [UInt64])
  func users(seed: UInt64) throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: seed)
    let oracle = DenseNeighbours(ratings)
    let model = try NeighbourToys.model("userknn(neighbours=4,shrinkage=2)", ratings)
    for user in 0..<14 {
      let nearest = (0..<14).filter { $0 != user }
        .map { (user: $0, similarity: oracle.cosine(user, $0, shrinkage: 2, power: pow)) }
        .sorted { $0.similarity > $1.similarity }.prefix(4)
      var scores = Matrix(rows: 1, columns: 9)
      try model.score([NeighbourToys.query(user, ratings)], candidates: .all, into: &scores)
      for item in 0..<9 {
        let expected = nearest.reduce(0.0) { $0 + $1.similarity * (ratings[$1.user][item] ?? 0) }
        #expect(abs(Double(scores[0, item]) - expected) < 1e-5, "user \(user), item \(item)")
      }
    }
  }

  @Test("item-based scores agree with full matrices in double precision", arguments: [1, 2, 3] as [UInt64])
  func items(seed: UInt64) throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: seed)
    let oracle = DenseNeighbours(ratings).transposed
    let model = try NeighbourToys.model(
      "itemknn(neighbours=3,similarity=asymmetric-cosine,alpha=0.7)", ratings)
    let kept = (0..<9).map { known in
      (0..<9).filter { $0 != known }
        .map { (item: $0, similarity: oracle.cosine(known, $0, alpha: 0.7, power: pow)) }
        .sorted { $0.similarity > $1.similarity }.prefix(3)
    }
    for user in 0..<14 {
      var expected = [Double](repeating: 0, count: 9)
      for (known, rating) in ratings[user].enumerated() {
        for neighbour in kept[known] { expected[neighbour.item] += (rating ?? 0) * neighbour.similarity }
      }
      var scores = Matrix(rows: 1, columns: 9)
      try model.score([NeighbourToys.query(user, ratings)], candidates: .all, into: &scores)
      for item in 0..<9 { #expect(abs(Double(scores[0, item]) - expected[item]) < 1e-5) }
    }
  }

  @Test(
    "item-based predictions use the candidate's neighbours", arguments: ["average", "weighted", "centred"])
  func itemPredictions(form: String) throws {
    let ratings = NeighbourToys.random(users: 14, items: 9, seed: 6)
    let oracle = DenseNeighbours(ratings).transposed
    let means = oracle.vectors.map { column in
      column.compactMap(\.self).reduce(0, +) / Double(column.compactMap(\.self).count)
    }
    let model = try #require(
      try NeighbourToys.model("itemknn(neighbours=4,form=\(form))", ratings) as? any RatingPredictor)
    for user in 0..<14 {
      let values = try model.predict(NeighbourToys.query(user, ratings), items: (0..<9).map { ItemRow($0) })
      for item in 0..<9 {
        let nearest = (0..<9).filter { $0 != item }
          .map { (item: $0, similarity: oracle.cosine(item, $0, power: pow)) }
          .sorted { $0.similarity > $1.similarity }.prefix(4).filter { ratings[user][$0.item] != nil }
        let weights = nearest.map { form == "average" ? 1 : $0.similarity }
        let rated = nearest.map { ratings[user][$0.item]! - (form == "centred" ? means[$0.item] : 0) }
        let mean = zip(weights, rated).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        let expected = mean + (form == "centred" ? means[item] : 0)
        let isRight = nearest.isEmpty ? values[item].isNaN : abs(Double(values[item]) - expected) < 1e-5
        #expect(isRight, "user \(user), item \(item): \(values[item]), expected \(expected)")
      }
    }
  }

  @Test("a training user with the very profile of the query is no neighbour")
  func twins() throws {
    let ratings: [[Double?]] = [[1, 1, nil], [1, 1, nil], [1, nil, 1]]
    let model = try NeighbourToys.model("userknn(neighbours=1)", ratings)
    var scores = Matrix(rows: 1, columns: 3)
    try model.score([NeighbourToys.query(0, ratings)], candidates: .all, into: &scores)
    #expect(scores[0, 2] > 0)
  }
}
