import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import Testing

private let folder = getenv("NEEDLETAIL_DATA").map { String(cString: $0) + "/ml-latest-small" }

/// A tenth of the films of MovieLens are taken out of training with all their ratings.
@Suite("Unseen items on MovieLens")
struct ColdItemTests {
  @Test(
    "recall among unseen items is twice that of chance, and falls to it when attributes are permuted",
    .enabled(if: folder.map { access($0, R_OK) == 0 } ?? false, "NEEDLETAIL_DATA holds no ml-latest-small"))
  func recall() throws {
    let data = try DataReader.read(folder! + "/ratings.csv.gz")
    let table = try FeatureTableReader.read(folder! + "/movies.csv.gz", vocabulary: data.log.items)
    let split = try SplitSpecification(parsing: "cold:items=0.1").split(data, seed: 1)[0]
    let own = try recall(split, table)
    var stream = RandomStream(seed: 1)
    let order = Array(0..<table.count).shuffled(using: &stream)
    let permuted = try recall(split, table.permuted(order))
    // What a random list of 20 holds of each user's unseen items.
    let chance = 20 / Double(split.catalogue!.count)
    #expect(own > 2 * chance, "\(own), by chance \(chance)")
    #expect(permuted < 1.3 * chance, "\(permuted), by chance \(chance)")
  }

  private func recall(_ split: Split, _ table: FeatureTable) throws -> Double {
    let training = TrainingData(log: split.training, itemFeatures: table)
    let model = try ContentProfiles().train(training)
    let test = Weighting.binary.matrix(of: split.test)
    let users = (0..<test.rows).filter { test.count(ofRow: $0) > 0 }
    let lists = try model.recommend(
      users.map { Query(profile: training.profile(of: UserRow($0))) },
      RankingRequest(count: 20, candidates: .rows(split.catalogue!)))
    let sum = zip(users, lists).reduce(0.0) { sum, pair in
      let wanted = Set(test.entries(ofRow: pair.0).map { Int32($0.column) })
      return sum + Double(pair.1.count { wanted.contains($0.item) }) / Double(wanted.count)
    }
    return sum / Double(users.count)
  }
}

extension FeatureTable {
  /// The table with row `order[r]` in place of row r.
  fileprivate func permuted(_ order: [Int]) -> FeatureTable {
    FeatureTable(
      count: count,
      columns: columns.map { name, column in
        switch column {
        case .categorical(let names, let rows):
          (name, .categorical(names: names, rows: SharedBuffer(order.map { rows[$0] })))
        case .multiValued(let names, let members):
          (
            name,
            .multiValued(
              names: names,
              members: CSRMatrix(columns: names.count, rows: order.map { members.entries(ofRow: $0) }))
          )
        case .numeric(let values): (name, .numeric(SharedBuffer(order.map { values[$0] })))
        case .text(let texts): (name, .text(order.map { texts[$0] }))
        }
      })
  }
}
