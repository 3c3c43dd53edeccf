import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("The baseline of ratings")
struct BiasTests {
  /// The ratings of the sheet.
  private static let sheet: [[Double?]] = [[5, 3, nil], [4, nil, 1], [nil, 4, 2]]

  private func predictor(_ specification: String, _ ratings: [[Double?]]) throws -> any RatingPredictor {
    try #require(try NeighbourToys.model(specification, ratings) as? any RatingPredictor)
  }

  @Test("the numbers of the sheet")
  func numbers() throws {
    let model = try predictor("bias", Self.sheet)
    let users = [0.082102, -0.075534, -0.006568]
    let items = [0.221675, 0.049261, -0.270936]
    for (user, deviation) in users.enumerated() {
      let found = try model.predict(
        NeighbourToys.query(user, Self.sheet), items: (0..<3).map { ItemRow($0) })
      for (value, item) in zip(found, items) {
        #expect(abs(Double(value) - (3.1666667 + deviation + item)) < 2e-6, "user \(user): \(found)")
      }
    }
  }

  @Test("sweeps agree with a plain loop", arguments: [1, 2, 3] as [UInt64])
  func plain(seed: UInt64) throws {
    let ratings = NeighbourToys.random(users: 12, items: 8, seed: seed)
    let known = ratings.enumerated().flatMap { user, row in
      row.enumerated().compactMap { item, value in value.map { (user, item, $0) } }
    }
    let mean = known.reduce(0) { $0 + $1.2 } / Double(known.count)
    var users = [Double](repeating: 0, count: 12)
    var items = [Double](repeating: 0, count: 8)
    for _ in 0..<4 {
      for item in items.indices {
        let own = known.filter { $0.1 == item }
        items[item] = own.reduce(0) { $0 + $1.2 - mean - users[$1.0] } / (3 + Double(own.count))
      }
      for user in users.indices {
        let own = known.filter { $0.0 == user }
        users[user] = own.reduce(0) { $0 + $1.2 - mean - items[$1.1] } / (2 + Double(own.count))
      }
    }
    let model = try predictor("bias(epochs=4,reg_i=3,reg_u=2)", ratings)
    for user in users.indices {
      let found = try model.predict(
        NeighbourToys.query(user, ratings), items: (0..<8).map { ItemRow($0) })
      for item in items.indices {
        #expect(abs(Double(found[item]) - (mean + users[user] + items[item])) < 1e-5)
      }
    }
  }

  @Test("a stranger is expected to be average, and so is an item nobody rated")
  func strangers() throws {
    let ratings: [[Double?]] = [[5, 3, nil], [4, 2, nil]]
    let model = try predictor("bias", ratings)
    let values = try model.predict(Query(profile: .empty), items: [ItemRow(0), ItemRow(2)])
    #expect(values[0] > 3.5 && values[1] == 3.5)
  }

  @Test("values that are no numbers are refused", arguments: ["bias", "userknn(form=baseline)"])
  func badValues(text: String) {
    for value in [Double.nan, .infinity] {
      #expect(throws: TrainingError.self) { try NeighbourToys.model(text, [[value, 2], [3, 4]]) }
    }
  }
}
