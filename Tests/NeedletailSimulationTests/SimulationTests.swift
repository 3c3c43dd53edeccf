import NeedletailData
import NeedletailMath
import NeedletailSimulation
import Testing

struct SimulationTests {
  private static let small = Simulation(users: 2_000, items: 1_200, events: 90_000, seed: 5)

  @Test("the same seed gives the same bits for any number of threads, another seed does not")
  func determinism() throws {
    let one = try Self.small.generate(pool: WorkerPool(threads: 1)).data.log
    let three = try Self.small.generate(pool: WorkerPool(threads: 3)).data.log
    #expect(one.itemRows == three.itemRows && one.userRows == three.userRows && one.times == three.times)
    #expect(one.sessions == three.sessions && one.kinds == three.kinds && one.values == three.values)
    for (name, column) in one.signals {
      #expect(column.array.map(\.bitPattern) == three.signals[name]?.array.map(\.bitPattern))
    }
    var other = Self.small
    other.seed = 6
    #expect(try other.generate().data.log.itemRows != one.itemRows)
  }

  @Test("columns are complete and in range, time runs forward, sessions belong to one user")
  func columns() throws {
    let population = try Self.small.generate()
    let log = population.data.log
    #expect(log.count == 90_000 && log.users.count == 2_000 && log.items.count == 1_200)
    #expect(log.kindNames == ["view", "like", "dislike", "list"])
    let users = log.userRows.array
    #expect(Set(users).count == 2_000)
    let times = try #require(log.times).array
    let sessions = try #require(log.sessions).array
    for position in 1..<log.count where users[position] == users[position - 1] {
      #expect(times[position] >= times[position - 1] && sessions[position] >= sessions[position - 1])
    }
    for position in 1..<log.count where users[position] != users[position - 1] {
      #expect(sessions[position] > sessions[position - 1])
    }
    #expect(times.allSatisfy { $0 >= Simulation.start && $0 < Simulation.start + 200 * 86_400_000 })
    #expect(try #require(log.values).array.allSatisfy { (1...5).contains($0) })
    let kinds = try #require(log.kinds).array
    #expect(Set(kinds) == [0, 1, 2, 3])
    for (name, range) in [("completion", Float(0)...1), ("intent", 0.3...1), ("dwell", 0...20_000)] {
      let column = try #require(log.signals[name]).array
      #expect(zip(column, kinds).allSatisfy { $0.isNaN == ($1 != 0) })
      #expect(column.allSatisfy { $0.isNaN || range.contains($0) })
    }
  }

  @Test("items have genres, titles and series of several episodes; users have segments")
  func features() throws {
    let data = try Self.small.generate().data
    let items = try #require(data.itemFeatures)
    guard case .text(let titles) = items["title"], case .categorical(let names, let series) = items["series"],
      case .multiValued(_, let genres) = items["genres"], case .numeric(let years) = items["year"],
      case .categorical(let segments, let members) = data.userFeatures?["segment"]
    else {
      Issue.record("a column is missing")
      return
    }
    #expect(titles.count == 1_200 && titles.allSatisfy { !$0.isEmpty } && Set(titles).count > 1_150)
    #expect(Set(names).count == names.count)
    #expect((0..<1_200).allSatisfy { (1...3).contains(genres.count(ofRow: $0)) })
    #expect(years.array.allSatisfy { (1970...2025).contains($0) })
    let episodes = series.array.filter { $0 >= 0 }
    #expect((200...520).contains(episodes.count))
    #expect(Set(members.array) == Set(0..<Int32(segments.count)))
  }

  @Test("nothing is watched before it arrives")
  func arrivals() throws {
    var simulation = Self.small
    simulation.arrivals = 0.9
    let log = try simulation.generate().data.log
    // New items have no events in the first days; by the end, most have.
    let early = Set(
      (0..<log.count).filter { log.times?[$0] ?? 0 < Simulation.start + 5 * 86_400_000 }
        .map { log.itemRows[$0] })
    #expect(early.count < 300)
    #expect(Set(log.itemRows.array).count > 1_000)
  }

  @Test("popularity has a long tail")
  func longTail() throws {
    let log = try Self.small.generate().data.log
    var counts = [Int](repeating: 0, count: log.items.count)
    for item in log.itemRows.array { counts[Int(item)] += 1 }
    let sorted = counts.sorted(by: >)
    let head = Double(sorted.prefix(120).reduce(0, +)) / Double(log.count)
    #expect((0.35...0.75).contains(head))
    var activity = [Int](repeating: 0, count: log.users.count)
    for user in log.userRows.array { activity[Int(user)] += 1 }
    #expect(activity.min() ?? 0 >= Simulation.fewestEvents && activity.max() ?? 0 > 250)
  }

  @Test("numbers out of range are refused")
  func refusals() {
    var wrong = [Simulation](repeating: Self.small, count: 4)
    wrong[0].users = 0
    wrong[1].events = 5
    wrong[2].clickbait = 1
    wrong[3].items = 3
    for simulation in wrong { #expect(throws: DataError.self) { try simulation.generate() } }
  }

  @Test("extreme services still come to an end", arguments: [0.0, 0.9])
  func extremes(share: Double) throws {
    let simulation = Simulation(
      users: 30, items: 100, events: 30_000, seed: 2, days: 1, clickbait: share, episodes: share,
      arrivals: share)
    #expect(try simulation.generate().data.log.count == 30_000)
  }
}
