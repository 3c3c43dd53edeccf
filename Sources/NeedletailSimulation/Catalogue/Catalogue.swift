import Glibc
import NeedletailMath

/// The items: what they are like, what they promise, when they arrive, and how much they are pushed.
struct Catalogue: Sendable {
  /// What all episodes of a series, or one film, have in common.
  private struct Work {
    var genres: [Int]
    var vector: [Float]
    var quality: Float
    var allure: Float
    var arrival: Int64
    var length: Int
    var year: Int
    var isSeries: Bool
  }

  /// The number of items.
  let count: Int
  /// The vectors, items × `Genres.dimension`.
  private(set) var vectors: [Float] = []
  /// What everybody agrees on; about normal.
  private(set) var quality: [Float] = []
  /// How much an item invites a click; about normal.
  private(set) var allure: [Float] = []
  /// When an item arrives, milliseconds.
  private(set) var arrival: [Int64] = []
  /// Seconds that an item takes.
  private(set) var seconds: [Float] = []
  /// The genres of each item.
  private(set) var genres: [[Int]] = []
  private(set) var years: [Int] = []
  /// The series of each item; -1 for a film.
  private(set) var series: [Int32] = []
  /// The items of each series in order.
  private(set) var episodes: [Range<Int>] = []
  /// Draws items as the service pushes them.
  let shelf: AliasTable
  /// Draws items of one genre as the service pushes them, as places in `genreItems`.
  let genreShelves: [AliasTable]
  /// The items of each genre.
  let genreItems: [[Int]]
  /// The items in order of arrival, without those that were there from the start.
  let newcomers: [Int]

  init(_ simulation: Simulation, _ genres: Genres) {
    count = simulation.items
    var pushes: [Double] = []
    var number = 0
    while quality.count < count {
      var stream = RandomStream(seed: simulation.seed, purpose: Purpose.items, row: number)
      number += 1
      let work = Self.work(simulation, genres, &stream)
      let length = min(work.length, count - quality.count)
      if work.isSeries {
        episodes.append(quality.count..<quality.count + length)
      }
      let push = 0.5 * work.quality + 0.4 * work.allure + 0.8 * Float(stream.normal())
      for episode in 0..<length {
        vectors += work.vector
        quality.append(work.quality + (work.isSeries ? 0.25 * Float(stream.normal()) : 0))
        allure.append(work.allure)
        // A series arrives an episode a day.
        arrival.append(work.arrival + (work.arrival > Simulation.start ? Int64(episode) * 86_400_000 : 0))
        let minutes = work.isSeries ? (work.length % 2 == 0 ? 45 : 25) : 75 + 50 * stream.uniformFloat()
        seconds.append(60 * minutes)
        self.genres.append(work.genres)
        years.append(work.year)
        series.append(work.isSeries ? Int32(episodes.count - 1) : -1)
        // The tiles of a series lead to the next episode: its push is shared among them.
        pushes.append(exp(Double(1.1 * push)) / Double(length).squareRoot())
      }
    }
    shelf = AliasTable(pushes)
    var members = [[Int]](repeating: [], count: Genres.names.count)
    for (item, genres) in self.genres.enumerated() { for genre in genres { members[genre].append(item) } }
    // A genre without items falls back to the first item, so that every shelf has something.
    genreItems = members.map { $0.isEmpty ? [0] : $0 }
    genreShelves = genreItems.map { items in AliasTable(items.map { pushes[$0] }) }
    let arrivals = arrival
    newcomers = arrivals.indices.filter { arrivals[$0] > Simulation.start }
      .sorted { (arrivals[$0], $0) < (arrivals[$1], $1) }
  }

  private static func work(
    _ simulation: Simulation, _ genres: Genres, _ stream: inout RandomStream
  ) -> Work {
    let length = 4 + stream.index(below: 9)
    // Works are drawn, not items: a series of eight episodes is an eighth as likely as the share of episodes.
    let chance = simulation.episodes / (simulation.episodes + 8 * (1 - simulation.episodes))
    let isSeries = stream.uniform() < chance
    let isClickbait = stream.uniform() < simulation.clickbait
    var own = [Self.genre(&stream)]
    while own.count < 3, stream.uniform() < 0.45 {
      let other = Self.genre(&stream)
      if !own.contains(other) { own.append(other) }
    }
    let weights = own.enumerated().map { (genre: $1, weight: 1 / Float($0 + 1)) }
    let quality = isClickbait ? -1.6 + 0.4 * Float(stream.normal()) : Float(stream.normal())
    let allure =
      isClickbait
      ? 1.6 + 0.4 * Float(stream.normal()) : 0.25 * quality + 0.6 * Float(stream.normal())
    let span = Double(simulation.days) * 86_400_000
    let isNew = stream.uniform() < simulation.arrivals
    let arrival = Simulation.start + (isNew ? Int64(stream.uniform() * 0.9 * span) + 1 : 0)
    return Work(
      genres: own, vector: genres.mixture(weights, noise: 0.8, &stream), quality: quality, allure: allure,
      arrival: arrival, length: isSeries ? length : 1,
      year: isNew ? 2025 : 2024 - Int(min(45, -8 * log(1 - stream.uniform()))), isSeries: isSeries)
  }

  private static let genreTable = AliasTable(Genres.names.indices.map(Genres.share))

  private static func genre(_ stream: inout RandomStream) -> Int { genreTable.draw(&stream) }

  /// How well an item's vector agrees with another unit vector, -1...1.
  func agreement(of item: Int, _ vector: [Float]) -> Float {
    var sum: Float = 0
    vectors.withUnsafeBufferPointer { vectors in
      vector.withUnsafeBufferPointer { vector in
        let base = item * Genres.dimension
        for axis in 0..<Genres.dimension { sum += vectors[base + axis] * vector[axis] }
      }
    }
    return sum
  }

  /// How much somebody of a taste likes an item: the logit of enjoying it.
  func zest(of item: Int, _ taste: [Float]) -> Float {
    Truth.affinity * agreement(of: item, taste) + Truth.quality * quality[item] - Truth.reserve
  }
}
