import Glibc
import NeedletailMath

/// One viewer, living through the days of the log.
struct Viewer {
  private let simulation: Simulation
  private let catalogue: Catalogue
  private let genres: Genres
  private let taste: [Float]
  private let favourites: [Int]
  private let binge: Int
  private var stream: RandomStream
  /// What the session is about: taste bent towards a genre and what was watched.
  private var mood: [Float] = []
  private var moodGenre = 0
  private var seen = Set<Int32>()
  /// The next episode of each series that is being followed.
  private var following: [(series: Int, next: Int)] = []
  private var clock: Int64 = 0
  private var budget = 0

  init(
    _ user: Int, simulation: Simulation, _ catalogue: Catalogue, _ tastes: Tastes, _ genres: Genres
  ) {
    self.simulation = simulation
    self.catalogue = catalogue
    self.genres = genres
    taste = tastes.vector(of: user)
    favourites = tastes.favourites[user]
    binge = tastes.binges[user]
    stream = RandomStream(seed: simulation.seed, purpose: Purpose.behaviour, row: user)
  }

  /// Makes exactly `budget` events.
  mutating func live(budget: Int, into columns: inout EventColumns) {
    self.budget = budget
    let starts = sessionTimes(count: max(2, budget / 4))
    for (number, start) in starts.enumerated() where columns.count < budget {
      let sessionsLeft = starts.count - number
      let share = Double(budget - columns.count) / Double(sessionsLeft)
      let goal =
        sessionsLeft == 1 ? budget : columns.count + max(1, Int(share * (0.4 + 1.2 * stream.uniform())))
      clock = max(clock + 3_600_000, start)
      columns.startSession()
      startMood()
      follow(until: min(goal, budget), &columns)
      while columns.count < min(goal, budget) { choose(until: min(goal, budget), &columns) }
    }
  }

  /// When sessions begin: any day after the viewer joined, mostly in the evening.
  private mutating func sessionTimes(count: Int) -> [Int64] {
    let joined = 0.6 * stream.uniform() * stream.uniform()
    let days = Double(simulation.days)
    let times = (0..<count).map { _ in
      let day = (days * (joined + (1 - joined) * stream.uniform())).rounded(.down)
      let hour = 19.5 + 2.5 * stream.normal()
      return Simulation.start + Int64((min(day, days - 1) * 24 + min(23.5, max(0, hour))) * 3_600_000)
    }
    return times.sorted()
  }

  private mutating func startMood() {
    moodGenre = favourites[Mood.place(among: favourites.count, stream.uniformFloat())]
    mood = Mood.bent(taste, towards: genres.directions[moodGenre], by: Mood.bend)
  }

  /// Goes on with a series that was begun in another sitting.
  private mutating func follow(until goal: Int, _ columns: inout EventColumns) {
    guard columns.count < goal, !following.isEmpty, stream.uniformFloat() < 0.75 else { return }
    let place = following.count - 1 - stream.index(below: min(2, following.count))
    watch(following[place].next, intent: 0.8, until: goal, &columns)
  }

  /// Looks at slates until something is chosen, then watches it.
  private mutating func choose(until goal: Int, _ columns: inout EventColumns) {
    let way = stream.uniformFloat()
    if way < 0.06 {
      // The player starts something by itself; the viewer may not even be in the room.
      let item = availableItem()
      record(view: item, zest: stream.uniformFloat() < 0.3 ? 2 : -3, intent: 0.3, &columns)
      return
    }
    if way < 0.22 {
      watch(search(), intent: 1, until: goal, &columns)
      return
    }
    let intent: Float = way < 0.5 ? 0.8 : 0.6
    for _ in 0..<6 {
      for slot in 0..<10 {
        let item = intent == 0.8 ? genreItem(moodGenre) : recommendedItem()
        guard stream.uniformFloat() < Slate.attention(slot: slot), isFresh(item) else { continue }
        let pull = Slate.pull(of: item, mood: mood, catalogue)
        guard stream.uniformFloat() < Truth.enjoyment(pull) else { continue }
        if stream.uniformFloat() < 0.04 {
          columns.append(.list, item: item, time: clock, rating: rating(zest(item)))
          clock += 5_000
          if columns.count >= goal { return }
          continue
        }
        watch(item, intent: intent, until: goal, &columns)
        return
      }
      clock += 20_000
    }
    watch(search(), intent: 1, until: goal, &columns)
  }

  /// The best of a few items of the present genre that the viewer knows of.
  private mutating func search() -> Int {
    var best: Int?
    for _ in 0..<8 {
      let item = genreItem(moodGenre)
      guard isFresh(item) else { continue }
      if best.map({ zest(item) > zest($0) }) ?? true { best = item }
    }
    return best ?? availableItem()
  }

  /// Watches an item; of a series, the next episode and perhaps those after it.
  private mutating func watch(_ item: Int, intent: Float, until goal: Int, _ columns: inout EventColumns) {
    let series = Int(catalogue.series[item])
    guard series >= 0 else {
      record(view: item, zest: experience(item), intent: intent, &columns)
      return
    }
    let episodes = catalogue.episodes[series]
    var next = following.first { $0.series == series }?.next ?? episodes.lowerBound
    following.removeAll { $0.series == series }
    let sitting = binge == 1 ? 1 : max(1, binge - 1 + stream.index(below: 3))
    guard next < episodes.upperBound, catalogue.arrival[next] <= clock else {
      // Nothing more to see yet: something else that is there.
      let other = availableItem()
      record(view: other, zest: experience(other), intent: intent, &columns)
      return
    }
    var intent = intent
    for _ in 0..<sitting {
      guard next < episodes.upperBound, catalogue.arrival[next] <= clock else { break }
      let felt = experience(next)
      record(view: next, zest: felt, intent: intent, &columns)
      next += 1
      // A pilot is often seen to the end out of curiosity; going on takes liking.
      guard stream.uniformFloat() < Truth.enjoyment(1.5 * zest(item) + 0.5 * felt) else { return }
      guard columns.count < goal else { break }
      intent = stream.uniformFloat() < 0.2 ? 0.3 : 0.8
    }
    if next < episodes.upperBound { following.append((series, next)) }
  }

  /// How an item is liked this time.
  private mutating func experience(_ item: Int) -> Float { zest(item) + 0.9 * Float(stream.normal()) }

  private func zest(_ item: Int) -> Float { catalogue.zest(of: item, taste) }

  private func rating(_ zest: Float) -> Float { min(5, max(1, (3.2 + 0.6 * zest).rounded())) }

  /// Records a view with its traces, and perhaps an opinion.
  private mutating func record(
    view item: Int, zest felt: Float, intent: Float, _ columns: inout EventColumns
  ) {
    var completion = Truth.enjoyment(1.6 * felt + 0.6)
    if completion > 0.88 { completion = 1 }
    if stream.uniformFloat() < 0.08 { completion *= stream.uniformFloat() }
    let dwell = (completion * catalogue.seconds[item] + 5).rounded()
    columns.append(
      .view, item: item, time: clock, rating: rating(felt), completion: completion, dwell: dwell,
      intent: intent)
    seen.insert(Int32(item))
    clock += Int64(dwell) * 1000 + 30_000
    if columns.count < budget, stream.uniformFloat() < 0.05, abs(felt) > 1.5 {
      columns.append(felt > 0 ? .like : .dislike, item: item, time: clock, rating: rating(felt))
    }
    if completion > 0.5 {
      let base = item * Genres.dimension
      mood = Mood.bent(
        mood, towards: Array(catalogue.vectors[base..<base + Genres.dimension]), by: 0.25)
    }
  }
}

extension Viewer {
  /// Whether an item can be watched now: it has arrived, and was not seen or is worth seeing again.
  private mutating func isFresh(_ item: Int) -> Bool {
    guard catalogue.arrival[item] <= clock else { return false }
    guard seen.contains(Int32(item)) else { return true }
    return zest(item) > 2 && stream.uniformFloat() < 0.05
  }

  /// An item as the service pushes it: by popularity, now and then something new.
  private mutating func pushedItem() -> Int {
    if stream.uniformFloat() < 0.15 {
      let arrived = catalogue.arrivedNewcomers(at: clock)
      if arrived > 0 {
        let recent = min(arrived, 1 + catalogue.newcomers.count / 12)
        return catalogue.newcomers[arrived - 1 - stream.index(below: recent)]
      }
    }
    return catalogue.shelf.draw(&stream)
  }

  /// The better of two pushed items by what the service guesses of the viewer's taste.
  private mutating func recommendedItem() -> Int {
    let (first, second) = (pushedItem(), pushedItem())
    func guess(_ item: Int) -> Float {
      catalogue.agreement(of: item, taste) + 0.15 * catalogue.allure[item]
    }
    return guess(first) >= guess(second) ? first : second
  }

  /// An item that has arrived and, unless the viewer has seen nearly all, was not seen.
  private mutating func availableItem() -> Int {
    var item = catalogue.shelf.draw(&stream)
    for attempt in 0..<128 where !isFresh(item) {
      item = attempt < 16 ? catalogue.shelf.draw(&stream) : stream.index(below: catalogue.count)
    }
    return item
  }

  private mutating func genreItem(_ genre: Int) -> Int {
    catalogue.genreItems[genre][catalogue.genreShelves[genre].draw(&stream)]
  }
}

extension Catalogue {
  /// How many of the newcomers have arrived.
  func arrivedNewcomers(at time: Int64) -> Int {
    var low = 0
    var high = newcomers.count
    while low < high {
      let middle = (low + high) / 2
      if arrival[newcomers[middle]] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
