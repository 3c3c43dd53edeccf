import Glibc
import NeedletailData
import NeedletailMath
import NeedletailSimulation
import Testing

@Suite("A drifting stream")
struct DriftingStreamTests {
  private let small = DriftingStream(impressions: 60_000, windows: 12, users: 500, items: 100)

  private func ids(_ log: DriftingLog, _ name: String) -> [Int32] {
    guard case .categorical(_, let rows)? = log.examples[name]?.column else { return [] }
    return rows.array
  }

  @Test("the same seed gives the same bits for any number of threads; another seed does not")
  func bits() throws {
    let logs = try [1, 3].map { try small.generate(pool: WorkerPool(threads: $0)) }
    #expect(logs[0].probabilities == logs[1].probabilities)
    #expect(logs[0].examples.labels == logs[1].examples.labels)
    for name in ["user", "item", "device"] { #expect(ids(logs[0], name) == ids(logs[1], name)) }
    var other = small
    other.seed = 2
    #expect(try other.generate().probabilities != logs[0].probabilities)
  }

  @Test("a shorter stream is the beginning of a longer one")
  func prefix() throws {
    var shorter = small
    (shorter.windows, shorter.impressions) = (5, 25_000)
    let (whole, part) = (try small.generate(), try shorter.generate())
    #expect(Array(whole.probabilities.array.prefix(25_000)) == part.probabilities.array)
    for name in ["user", "item", "category", "device", "hour"] {
      #expect(Array(ids(whole, name).prefix(25_000)) == ids(part, name))
    }
    #expect(Array(whole.examples.times!.array.prefix(25_000)) == part.examples.times!.array)
  }

  @Test("clicks come true as often as their probability says, at a rate of a few in a hundred")
  func calibration() throws {
    let log = try small.generate()
    let (clicks, expected) = (
      log.examples.labels.array.reduce(0.0) { $0 + Double($1) },
      log.probabilities.array.reduce(0.0) { $0 + Double($1) }
    )
    let deviation = log.probabilities.array.reduce(0.0) { $0 + Double($1 * (1 - $1)) }.squareRoot()
    #expect(abs(clicks - expected) < 4 * deviation)
    #expect((0.03...0.12).contains(expected / 60_000))
    let times = log.examples.times!.array
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(times.first! >= DriftingStream.start && times.last! < DriftingStream.start + 12 * 7_200_000)
  }

  @Test("new ids arrive as the share says; nothing arrives or drifts when it must not")
  func arrivals() throws {
    let log = try small.generate()
    let items = ids(log, "item")
    #expect(items.prefix(5000).max()! < 100 && items.max()! >= 105 && items.max()! < 112)
    let still = DriftingStream(
      impressions: 40_000, windows: 8, users: 20, items: 10, persistence: 1, arrivals: 0)
    // The same user, item, hour and device has the same probability in every window.
    let same = try still.generate()
    var known: [[Int32]: Float] = [:]
    let columns = ["user", "item", "hour", "device"].map { ids(same, $0) }
    for row in 0..<40_000 {
      let key = columns.map { $0[row] }
      let probability = same.probabilities[row]
      #expect(known[key].map { $0 == probability } ?? true)
      known[key] = probability
    }
  }

  @Test("effects keep their spread however long they drift")
  func stationary() throws {
    let log = try DriftingStream(
      impressions: 80_000, windows: 40, users: 400, items: 80, persistence: 0.8
    ).generate()
    func spread(_ range: Range<Int>) -> Double {
      let odds = range.map { row -> Double in
        let p = Double(log.probabilities[row])
        return logarithm(p / (1 - p))
      }
      let mean = odds.reduce(0, +) / Double(odds.count)
      return odds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(odds.count)
    }
    #expect((0.6...1.7).contains(spread(40_000..<80_000) / spread(0..<40_000)))
  }

  @Test("is read as it is written; mistakes are named")
  func parsing() throws {
    let text = "drifting-stream(impressions=5000,windows=4,persistence=0.9,seed=7)"
    #expect(try DriftingStream(parsing: text)?.description == text)
    #expect(try DriftingStream(parsing: "drifting-stream") == DriftingStream())
    #expect(try DriftingStream(parsing: "ratings.csv") == nil)
    for text in ["drifting-stream(", "drifting-stream(window=3)", "drifting-stream(persistence=2)"] {
      #expect(throws: DataError.self) { try DriftingStream(parsing: text) }
    }
  }
}

/// A log of impressions stands beside the natural logarithm in these tests.
private func logarithm(_ x: Double) -> Double { Glibc.log(x) }
