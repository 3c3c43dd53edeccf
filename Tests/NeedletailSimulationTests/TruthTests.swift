import NeedletailData
import NeedletailMath
import NeedletailSimulation
import Testing

/// What the truth says about the log, and what a simple recommender makes of it.
struct TruthTests {
  private static let population = Result {
    try Simulation(users: 3_000, items: 1_500, events: 150_000, seed: 11).generate()
  }

  @Test("the best list is worth one, a reversed one little, none nothing")
  func utility() throws {
    let population = try Self.population.get()
    for user in [UserRow(0), UserRow(77)] {
      let preferences = population.truePreferences(of: user)
      #expect(preferences[42] == population.truePreference(of: user, for: ItemRow(42)))
      #expect(preferences.allSatisfy { $0 > 0 && $0 < 1 })
      let order = preferences.indices.sorted { preferences[$0] > preferences[$1] }.map { ItemRow($0) }
      #expect(abs(population.trueUtility(of: Array(order[..<20]), for: user) - 1) < 1e-6)
      let without = Set(order[..<5])
      #expect(
        abs(population.trueUtility(of: Array(order[5..<25]), for: user, excluding: without) - 1) < 1e-6)
      #expect(population.trueUtility(of: Array(order.suffix(20)), for: user) < 0.1)
      #expect(population.trueUtility(of: [], for: user) == 0)
    }
  }

  @Test("what is finished is liked, what autoplay starts is not")
  func signals() throws {
    let population = try Self.population.get()
    let log = population.data.log
    let completion = try #require(log.signals["completion"]).array
    let intent = try #require(log.signals["intent"]).array
    func mean(where holds: (Int) -> Bool) -> Float {
      let positions = (0..<log.count).filter(holds)
      return positions.reduce(0) {
        $0
          + population.truePreference(
            of: UserRow(rawValue: log.userRows[$1]), for: ItemRow(rawValue: log.itemRows[$1]))
      } / Float(max(1, positions.count))
    }
    let finished = mean { completion[$0] > 0.9 }
    let left = mean { completion[$0] < 0.1 }
    #expect(finished > left + 0.3)
    #expect(mean { intent[$0] == 1 } > mean { intent[$0] == 0.3 } + 0.1)
    #expect(mean { log.kinds?[$0] == 1 } > mean { log.kinds?[$0] == 2 } + 0.4)
  }

  @Test("watch weights part what is liked from what was only clicked")
  func weights() throws {
    let population = try Self.population.get()
    let data = population.data
    let matrix = try Weighting(parsing: "watch").matrix(of: data.log, itemFeatures: data.itemFeatures)
    var sums = (positive: Float(0), negative: Float(0))
    var counts = (positive: Float(0), negative: Float(0))
    for user in 0..<matrix.rows {
      for (item, weight) in matrix.entries(ofRow: user) {
        let preference = population.truePreference(of: UserRow(user), for: ItemRow(item))
        if weight > 0 {
          sums.positive += preference
          counts.positive += 1
        } else {
          sums.negative += preference
          counts.negative += 1
        }
      }
    }
    #expect(counts.negative > 0.1 * counts.positive)
    #expect(sums.positive / counts.positive > sums.negative / counts.negative + 0.3)
  }

  @Test("neighbours beat popularity, popularity beats chance, in recall and in truth")
  func personalisation() throws {
    let population = try Self.population.get()
    let split = try SplitSpecification(parsing: "last:1").split(population.data, seed: 1)[0]
    let matrix = Weighting.binary.matrix(of: split.training)
    let columns = matrix.transposed()
    let popularity = (0..<columns.rows).map { Float(columns.count(ofRow: $0)) }
    var stream = RandomStream(seed: 3)
    let users = Array(stride(from: 0, to: matrix.rows, by: 6))
    /// Cosine similarities to the items of the history, summed.
    func neighbours(_ user: Int) -> [Float] {
      var scores = [Float](repeating: 0, count: columns.rows)
      for (item, _) in matrix.entries(ofRow: user) {
        for (other, _) in columns.entries(ofRow: item) {
          for (candidate, _) in matrix.entries(ofRow: other) {
            scores[candidate] += 1 / (popularity[item] * popularity[candidate]).squareRoot()
          }
        }
      }
      return scores
    }
    func judge(_ scores: (Int) -> [Float]) -> (recall: Double, truth: Double) {
      var hits = 0.0
      var truth = 0.0
      for user in users {
        let seen = matrix.entries(ofRow: user).map { Int32($0.column) }
        let list = TopK.select(scores(user).span, count: 20, excluding: seen.span)
          .map { ItemRow(rawValue: $0.item) }
        let hidden = (0..<split.test.count).first { split.test.userRows[$0] == Int32(user) }
        if let hidden, list.contains(ItemRow(rawValue: split.test.itemRows[hidden])) { hits += 1 }
        truth += population.trueUtility(
          of: list, for: UserRow(user), excluding: Set(seen.map { ItemRow(rawValue: $0) }))
      }
      return (hits / Double(users.count), truth / Double(users.count))
    }
    let random = judge { _ in popularity.map { _ in stream.uniformFloat() } }
    let popular = judge { _ in popularity }
    let personal = judge(neighbours)
    #expect(personal.recall > 1.3 * popular.recall && popular.recall > 3 * random.recall)
    #expect(personal.truth > 1.3 * popular.truth && popular.truth > 1.1 * random.truth)
  }
}

/// What viewers take up, beside draws.
@Suite("What is true of a viewer")
struct ViewerTruthTests {
  private static let population = Result {
    try Simulation(users: 500, items: 600, events: 20_000, seed: 4).generate()
  }

  @Test("worth at a length is the worth of the list cut there")
  func worths() throws {
    let population = try Self.population.get()
    let list = stride(from: 3, to: 600, by: 11).map { ItemRow($0) }
    let seen = Set((100..<160).map { ItemRow($0) })
    for user in [UserRow(3), UserRow(444)] {
      let truth = population.truth(of: user, excluding: seen, length: 50)
      let found = truth.worths(of: list, at: [1, 7, 50])
      for (length, worth) in zip([1, 7, 50], found) {
        #expect(
          worth == population.trueUtility(of: Array(list.prefix(length)), for: user, excluding: seen))
      }
      #expect(truth.worths(of: [], at: [5]) == [0])
    }
  }

  @Test("responses grow with the length, lie in 0...1, and are at least those that are enjoyed")
  func responses() throws {
    let population = try Self.population.get()
    let list = (0..<50).map { ItemRow($0 * 7) }
    for user in (0..<20).map({ UserRow($0 * 13) }) {
      let truth = population.truth(of: user, length: 50)
      let lengths = Array(0...60)
      let taken = truth.responses(to: list, at: lengths)
      let enjoyed = truth.enjoyments(of: list, at: lengths)
      #expect(taken[0] == 0 && taken[60] == taken[50] && taken[50] <= 1)
      #expect(zip(taken, taken.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(zip(enjoyed, taken).allSatisfy { $0 <= $1 })
    }
  }

  @Test("a list of the loved is taken up and enjoyed more than one of the unloved")
  func order() throws {
    let population = try Self.population.get()
    var sums = [0.0, 0, 0, 0]
    for user in (0..<100).map({ UserRow($0 * 5) }) {
      let preferences = population.truePreferences(of: user)
      let order = preferences.indices.sorted { preferences[$0] > preferences[$1] }.map { ItemRow($0) }
      let truth = population.truth(of: user, length: 10)
      for (place, list) in [Array(order.prefix(10)), Array(order.suffix(10))].enumerated() {
        sums[place] += truth.responses(to: list, at: [10])[0]
        sums[place + 2] += truth.enjoyments(of: list, at: [10])[0]
      }
    }
    #expect(sums[0] > 2 * sums[1] && sums[2] > 10 * sums[3])
  }
}
