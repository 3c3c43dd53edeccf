import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import Testing

private let folder = getenv("NEEDLETAIL_DATA").map { String(cString: $0) + "/gowalla" }

/// On real data, a fixed tenth of the test users.
@Suite("Neighbours on Gowalla")
struct GowallaTests {
  @Test(
    "recall@20 is that of the literature",
    .enabled(if: folder.map { access($0, R_OK) == 0 } ?? false, "NEEDLETAIL_DATA holds no gowalla"))
  func recall() throws {
    let data = try DataReader.read(folder!)
    let split = try SplitSpecification(parsing: "given").split(data, seed: 1)[0]
    let training = TrainingData(log: split.training)
    let test = Weighting.binary.matrix(of: split.test)
    let users = stride(from: 0, to: test.rows, by: 10).filter { test.count(ofRow: $0) > 0 }
    let queries = users.map { Query(user: UserRow($0), profile: training.profile(of: UserRow($0))) }
    for (specification, floor) in [
      ("userknn(neighbours=100)", 0.160),
      ("itemknn(similarity=asymmetric-cosine,alpha=0.8,neighbours=200)", 0.152),
    ] {
      let model = try ModelSpecification(parsing: specification, registry: .models).algorithm.train(training)
      var recall = 0.0
      for start in stride(from: 0, to: users.count, by: 64) {
        let batch = start..<min(start + 64, users.count)
        let request = RankingRequest(count: 20, excluded: queries[batch].map(\.profile.items))
        let lists = try model.recommend(Array(queries[batch]), request)
        for (user, list) in zip(users[batch], lists) {
          let wanted = Set(test.entries(ofRow: user).map { Int32($0.column) })
          recall += Double(list.filter { wanted.contains($0.item) }.count) / Double(wanted.count)
        }
      }
      #expect(recall / Double(users.count) > floor, "\(specification)")
    }
  }
}
