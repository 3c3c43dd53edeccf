import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Similarities of items")
struct SimilarityTests {
  private func similarity(_ specification: String, _ x: Int, _ y: Int, _ ratings: [[Double?]]) throws
    -> Double
  {
    let model = try #require(try NeighbourToys.model(specification, ratings) as? any SimilarItems)
    let list = try model.similar(to: ItemRow(x), count: .max)
    return Double(list.first { Int($0.item) == y }?.score ?? 0)
  }

  @Test(
    "the numbers of the sheet for items 0 and 1",
    arguments: [
      ("itemknn", 0.735681), ("itemknn(shrinkage=10)", 0.503960), ("itemknn(norms=co-rated)", 0.992278),
      ("itemknn(similarity=adjusted-cosine)", 0.180228),
      ("itemknn(similarity=adjusted-cosine,norms=co-rated)", 0.554700),
      ("itemknn(similarity=pearson)", 0.714577),
    ])
  func sheet(_ specification: String, _ expected: Double) throws {
    #expect(abs(try similarity(specification, 0, 1, NeighbourToys.ratings) - expected) < 2e-6)
  }

  @Test("every similarity agrees with full matrices in double precision", arguments: [1, 2, 3] as [UInt64])
  func dense(seed: UInt64) throws {
    let ratings = NeighbourToys.random(users: 12, items: 9, seed: seed)
    let items = DenseNeighbours(ratings).transposed
    let adjusted = DenseNeighbours(ratings).centredByVector.transposed
    let centred = items.centredByVector
    func set(_ x: Int, _ y: Int, dice: Bool) -> Double {
      let n = items.counts(x, y)
      return dice ? 2 * n.both / (n.x + n.y + 3 + 1e-6) : n.both / (n.x + n.y - n.both + 3 + 1e-6)
    }
    let oracles: [(String, (Int, Int) -> Double)] = [
      ("cosine,shrinkage=3", { items.cosine($0, $1, shrinkage: 3, power: pow) }),
      ("asymmetric-cosine,alpha=0.8", { items.cosine($0, $1, alpha: 0.8, power: pow) }),
      (
        "cosine,norms=co-rated,shrinkage=1", { items.cosine($0, $1, shrinkage: 1, coRated: true, power: pow) }
      ),
      ("adjusted-cosine", { adjusted.cosine($0, $1, power: pow) }),
      ("pearson", { centred.cosine($0, $1, power: pow) }),
      ("pearson,norms=co-rated", { centred.cosine($0, $1, coRated: true, power: pow) }),
      ("jaccard,shrinkage=3", { set($0, $1, dice: false) }),
      ("dice,shrinkage=3", { set($0, $1, dice: true) }),
    ]
    for (name, oracle) in oracles {
      let model = try #require(
        try NeighbourToys.model("itemknn(similarity=\(name))", ratings) as? any SimilarItems)
      for x in 0..<9 {
        let found = Dictionary(
          uniqueKeysWithValues: try model.similar(to: ItemRow(x), count: .max)
            .map { (Int($0.item), Double($0.score)) })
        for y in 0..<9 where x != y {
          #expect(abs((found[y] ?? 0) - oracle(x, y)) < 1e-5, "\(name): items \(x) and \(y)")
        }
      }
    }
  }

  @Test("tf-idf and BM25 weigh by the definitions", arguments: ["tf-idf", "bm25"])
  func weighting(name: String) throws {
    let ratings = NeighbourToys.random(users: 10, items: 7, seed: 4)
    let items = DenseNeighbours(ratings).transposed.vectors
    let frequency = (0..<10).map { user in Double(items.filter { $0[user] != nil }.count) }
    let lengths = items.map { $0.compactMap(\.self).reduce(0, +) }
    let average = lengths.reduce(0, +) / 7
    let weighted = items.enumerated().map { item, vector in
      vector.enumerated().map { user, x -> Double? in
        x.map {
          let idf = log(7 / (1 + frequency[user]))
          return name == "tf-idf"
            ? $0.squareRoot() * idf : idf * $0 * 2.2 / ($0 + 1.2 * (0.25 + 0.75 * lengths[item] / average))
        }
      }
    }
    let oracle = DenseNeighbours(weighted)
    for x in 0..<7 {
      for y in 0..<7 where x != y {
        let found = try similarity("itemknn(weighting=\(name))", x, y, ratings)
        #expect(abs(found - oracle.cosine(x, y, power: pow)) < 1e-5)
      }
    }
  }

  @Test("users can be scaled to length one first")
  func normalisedUsers() throws {
    let ratings = NeighbourToys.random(users: 10, items: 7, seed: 5)
    let scaled = ratings.map { row in
      let length = row.compactMap(\.self).reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0.map { $0 / length } }
    }
    let oracle = DenseNeighbours(scaled).transposed
    for x in 0..<7 {
      for y in 0..<7 where x != y {
        let found = try similarity("itemknn(normaliseUsers=true)", x, y, ratings)
        #expect(abs(found - oracle.cosine(x, y, power: pow)) < 1e-5)
      }
    }
  }

  @Test("the best neighbours are kept, of equals those with lower numbers")
  func ties() throws {
    // Users choose item 0 with one of the items 1...6: all are equally similar to item 0.
    let ratings: [[Double?]] = (1...6).map { other in (0..<7).map { $0 == 0 || $0 == other ? 1 : nil } }
    let model = try #require(try NeighbourToys.model("itemknn(neighbours=3)", ratings) as? any SimilarItems)
    #expect(try model.similar(to: ItemRow(0), count: 9).map(\.item) == [1, 2, 3])
    #expect(try model.similar(to: ItemRow(4), count: 9).map(\.item) == [0])
  }

  @Test("negative weights cannot be weighted by tf-idf or BM25", arguments: ["tf-idf", "bm25"])
  func negative(name: String) {
    for family in ["itemknn", "userknn"] {
      #expect(throws: TrainingError.self) {
        try NeighbourToys.model("\(family)(weighting=\(name))", [[-1, 2], [3, 4]])
      }
    }
  }
}
