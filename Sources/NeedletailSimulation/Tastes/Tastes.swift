import Glibc
import NeedletailData
import NeedletailMath

/// The viewers: what they like and how they watch.
struct Tastes: Sendable {
  /// The segments, each with genres that its members favour.
  private static let segments: [(name: String, genres: [Int])] = [
    ("cinephile", [6, 9, 12]), ("family", [2, 7, 1]), ("thrill seeker", [0, 10, 16]),
    ("comfort viewer", [3, 13, 6]), ("curious mind", [5, 9, 11]), ("world builder", [8, 14, 1]),
    ("detective", [4, 12, 16]), ("fan", [15, 11, 0]),
  ]

  /// The vectors, users × `Genres.dimension`.
  private(set) var vectors: [Float] = []
  /// The favourite genres of each user, the dearest first.
  private(set) var favourites: [[Int]] = []
  /// How many episodes each user watches in one sitting, about.
  private(set) var binges: [Int] = []
  private var activity: [Double] = []
  private var segmentRows: [Int32] = []

  init(_ simulation: Simulation, _ genres: Genres) {
    for user in 0..<simulation.users {
      var stream = RandomStream(seed: simulation.seed, purpose: Purpose.tastes, row: user)
      let segment = stream.index(below: Self.segments.count)
      var own: [Int] = []
      let wanted = 2 + stream.index(below: 3)
      while own.count < wanted {
        let genre =
          stream.uniform() < 0.6
          ? Self.segments[segment].genres[stream.index(below: 3)]
          : stream.index(below: Genres.names.count)
        if !own.contains(genre) { own.append(genre) }
      }
      let weights = own.enumerated().map { (genre: $1, weight: 1 / (1 + 0.5 * Float($0))) }
      vectors += genres.mixture(weights, noise: 0.6, &stream)
      favourites.append(own)
      segmentRows.append(Int32(segment))
      let habit = stream.uniform()
      binges.append(habit < 0.35 ? 1 : habit < 0.8 ? 2 + stream.index(below: 2) : 4 + stream.index(below: 5))
      activity.append(exp(0.9 * stream.normal()))
    }
  }

  /// The taste of a user, a unit vector.
  func vector(of user: Int) -> [Float] {
    Array(vectors[user * Genres.dimension..<(user + 1) * Genres.dimension])
  }

  /// How many events each user makes: long-tailed, summing to the total.
  func budgets(total: Int) -> [Int] {
    let least = Simulation.fewestEvents
    let free = Double(total - least * activity.count)
    let sum = activity.reduce(0, +)
    var reached = 0.0
    var given = 0
    return activity.map { activity in
      reached += activity
      let next = Int((reached / sum * free).rounded())
      defer { given = next }
      return least + next - given
    }
  }

  /// The attributes of the users: the segment.
  var features: FeatureTable {
    FeatureTable(
      count: segmentRows.count,
      columns: [
        ("segment", .categorical(names: Self.segments.map(\.name), rows: SharedBuffer(segmentRows)))
      ])
  }
}
