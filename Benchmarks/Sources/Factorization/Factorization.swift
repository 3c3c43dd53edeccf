import Glibc
import Needletail
import Synchronization

/// Fits a factor model on pairs that a script wrote, times it, and writes ranked lists or predictions for the script
/// to judge.
///
///     factorization PAIRS USERS ITEMS KEY=VALUE…
///
/// PAIRS holds 32-bit integers: user, item, user, item, …. Keys are those of iALS and: `threads`, `seed`, `top`;
/// `model`, a specification like `bpr(dimension=64)` in place of iALS; `lists`, a file to write the lists of all users
/// to; `foldIn=1`, ask for every user as a stranger; `candidates`, a file with equally many items for each user, -1
/// where there are fewer; `values`, a file of 32-bit floats, one a pair; `ask`, a file of pairs sorted by user whose
/// values are predicted, and `predictions`, the file to write them to.
/// Prints one line of JSON.
@main
struct Factorization {
  let settings: [String: String]
  let data: TrainingData
  let pool: WorkerPool

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let users = Int(arguments[2]), let items = Int(arguments[3]) else {
      print("usage: factorization PAIRS USERS ITEMS KEY=VALUE…")
      exit(64)
    }
    var settings: [String: String] = [:]
    for argument in arguments.dropFirst(4) {
      let parts = argument.split(separator: "=", maxSplits: 1)
      settings[String(parts[0])] = String(parts.last ?? "")
    }
    let pairs = try integers(arguments[1])
    let values: SharedBuffer<Float>? = try settings["values"].map(numbers)
    let log = InteractionLog(
      users: vocabulary(users), items: vocabulary(items),
      userRows: SharedBuffer((0..<pairs.count / 2).map { pairs[2 * $0] }),
      itemRows: SharedBuffer((0..<pairs.count / 2).map { pairs[2 * $0 + 1] }), values: values)
    try Factorization(
      settings: settings, data: TrainingData(log: log, weighting: values == nil ? .binary : .value),
      pool: WorkerPool(threads: Int(settings["threads"] ?? "") ?? 2)
    ).run()
  }

  func run() throws {
    let stamps = Mutex<[Double]>([])
    let losses = Mutex<[String]>([])
    let algorithm = try self.algorithm
    let start = Self.now()
    let model = try algorithm.fit(
      data, from: nil,
      options: TrainingOptions(
        seed: UInt64(number("seed", 1)), pool: pool,
        progress: { progress in
          stamps.withLock { $0.append(Self.now()) }
          guard let loss = progress.note.split(separator: " ").last else { return }
          losses.withLock { $0.append(String(loss)) }
        }))
    let fitSeconds = Self.now() - start
    let epochSeconds = stamps.withLock { stamps in zip(stamps.dropFirst(), stamps).map { $0 - $1 } }
    if let path = settings["predictions"] { try predict(model, to: path) }
    var recommendSeconds = 0.0
    if let path = settings["lists"] {
      let (lists, seconds) = try recommend(model)
      recommendSeconds = seconds
      write(lists, to: path)
    }
    print(
      "{\"fitSeconds\": \(fitSeconds), \"epochSeconds\": \(epochSeconds), \"recommendSeconds\": "
        + "\(recommendSeconds), \"foldInSeconds\": \(foldInSeconds(model)), "
        + "\"losses\": [\(losses.withLock { $0.joined(separator: ", ") })]}"
    )
  }

  var algorithm: any Algorithm {
    get throws {
      if let text = settings["model"] {
        return try ModelSpecification(parsing: text, registry: .models).algorithm
      }
      return ials
    }
  }

  var ials: IALS {
    IALS(
      dimension: Int(number("dimension", 128)), l2: number("l2", 0.003),
      l2Exponent: number("l2Exponent", 1), unobservedWeight: number("unobservedWeight", 0.1),
      initialScale: number("initialScale", 0.1), epochs: Int(number("epochs", 16)),
      solver: settings["solver"] == "block" ? .block : .exact, blockSize: Int(number("blockSize", 64)))
  }

  var top: Int { Int(number("top", 20)) }

  func number(_ key: String, _ other: Double) -> Double { settings[key].flatMap(Double.init) ?? other }

  /// Every user's list, and the seconds that it took.
  func recommend(_ model: any Recommender) throws -> ([[ScoredItem]], Double) {
    let users = data.matrix.rows
    let strangers = settings["foldIn"] == "1"
    let queries = (0..<users).map {
      Query(user: strangers ? nil : UserRow($0), profile: data.profile(of: UserRow($0)))
    }
    let candidates = try settings["candidates"].map(Self.integers)
    let each = candidates.map { $0.count / users }
    let lists = Mutex([[ScoredItem]](repeating: [], count: users))
    let start = Self.now()
    try pool.forEach(count: (users + 255) / 256) { chunk in
      let range = chunk * 256..<min((chunk + 1) * 256, users)
      var found: [[ScoredItem]] = []
      if let candidates, let each {
        for user in range {
          let rows = (0..<each).map { candidates[user * each + $0] }.filter { $0 >= 0 }
          let request = RankingRequest(count: top, candidates: .rows(rows.map { ItemRow(rawValue: $0) }))
          found += try model.recommend([queries[user]], request)
        }
      } else {
        let excluded = queries[range].map(\.profile.items)
        found = try model.recommend(Array(queries[range]), RankingRequest(count: top, excluded: excluded))
      }
      lists.withLock { lists in for (user, list) in zip(range, found) { lists[user] = list } }
    }
    return (lists.withLock { $0 }, Self.now() - start)
  }

  /// Seconds to fold one history in, one at a time, on average over the first users.
  func foldInSeconds(_ model: any Recommender) -> Double {
    guard let model = model as? IALSModel else { return 0 }
    let profiles = (0..<min(2000, data.matrix.rows)).map { data.profile(of: UserRow($0)) }
    let start = Self.now()
    for profile in profiles { _ = model.foldIn([profile]) }
    return (Self.now() - start) / Double(profiles.count)
  }

  /// Writes the predicted values of the pairs that were asked for.
  func predict(_ model: any Recommender, to path: String) throws {
    guard let model = model as? any RatingPredictor, let asked = try settings["ask"].map(Self.integers),
      let file = fopen(path, "w")
    else { return }
    defer { fclose(file) }
    var next = 0
    while next < asked.count {
      let user = Int(asked[next])
      var items: [ItemRow] = []
      while next < asked.count, Int(asked[next]) == user {
        items.append(ItemRow(rawValue: asked[next + 1]))
        next += 2
      }
      let values = try model.predict(
        Query(user: UserRow(user), profile: data.profile(of: UserRow(user))), items: items)
      fwrite(values, MemoryLayout<Float>.stride, values.count, file)
    }
  }

  func write(_ lists: [[ScoredItem]], to path: String) {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    for list in lists {
      var row = [Int32](repeating: -1, count: top)
      for (rank, entry) in list.enumerated() { row[rank] = entry.item }
      fwrite(row, MemoryLayout<Int32>.stride, top, file)
    }
  }

  static func integers(_ path: String) throws -> SharedBuffer<Int32> {
    let file = try MappedFile(path: path)
    guard let values = SharedBuffer<Int32>(mapping: file, byteOffset: 0, count: file.count / 4) else {
      throw DataError(file: path, "not a file of 32-bit integers")
    }
    return values
  }

  static func numbers(_ path: String) throws -> SharedBuffer<Float> {
    let file = try MappedFile(path: path)
    guard let values = SharedBuffer<Float>(mapping: file, byteOffset: 0, count: file.count / 4) else {
      throw DataError(file: path, "not a file of 32-bit floats")
    }
    return values
  }

  static func vocabulary(_ count: Int) -> Vocabulary {
    Vocabulary(ascending: SharedBuffer((0..<count).map { Int64($0) }))
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
