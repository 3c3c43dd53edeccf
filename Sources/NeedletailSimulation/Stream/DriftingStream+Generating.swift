import Glibc
import NeedletailData
public import NeedletailMath

extension DriftingStream {
  /// Makes the stream.
  ///
  /// - Complexity: O(impressions + windows × (users + items)); 48 bytes an impression.
  public func generate(pool: WorkerPool = WorkerPool()) throws -> DriftingLog {
    guard impressions >= windows, windows > 0 else {
      throw DataError("\(Self.name): expected an impression a window or more, found \(impressions)")
    }
    let (userCount, itemCount) = (
      StreamPopulation.count(users, arrivals, window: windows - 1),
      StreamPopulation.count(items, arrivals, window: windows - 1)
    )
    let people = (0..<userCount).map { StreamPopulation.user($0, seed: seed) }
    let goods = (0..<itemCount).map { StreamPopulation.item($0, seed: seed) }
    var columns = ImpressionColumns(count: impressions)
    var truth = StreamTruth(self)
    for window in 0..<windows {
      truth.advance(to: window, pool: pool)
      let range = impressions * window / windows..<impressions * (window + 1) / windows
      columns.draw(range, window: window, of: self, truth, people, goods, pool: pool)
    }
    return columns.log(of: self, people, goods)
  }

  /// The first window of an item.
  func arrival(ofItem item: Int) -> Int {
    guard item >= items, arrivals > 0 else { return 0 }
    return (0..<windows).first { StreamPopulation.count(items, arrivals, window: $0) > item } ?? 0
  }
}

/// The impressions of a stream, column by column.
private struct ImpressionColumns {
  var users: [Int32]
  var items: [Int32]
  var devices: [Int32]
  var times: [Int64]
  var labels: [Float]
  var probabilities: [Float]

  init(count: Int) {
    users = [Int32](repeating: 0, count: count)
    items = users
    devices = users
    times = [Int64](repeating: 0, count: count)
    labels = [Float](repeating: 0, count: count)
    probabilities = labels
  }

  private static let tile = 4096

  mutating func draw(
    _ range: Range<Int>, window: Int, of stream: DriftingStream, _ truth: StreamTruth,
    _ people: [(segment: Int32, device: Int32)], _ goods: [(category: Int32, advertiser: Int32)],
    pool: WorkerPool
  ) {
    let seed = stream.seed
    let who = AliasTable((0..<truth.userCount).map { StreamPopulation.activity(ofUser: $0, seed: seed) })
    let what = AliasTable(
      (0..<truth.itemCount).map {
        StreamPopulation.exposure(
          ofItem: $0, arrival: stream.arrival(ofItem: $0), window: window, seed: seed)
      })
    let start = DriftingStream.start + Int64(window) * stream.windowLength
    let spacing = Double(stream.windowLength) / Double(range.count)
    users.withUnsafeMutableBufferPointer { users in
      items.withUnsafeMutableBufferPointer { items in
        devices.withUnsafeMutableBufferPointer { devices in
          times.withUnsafeMutableBufferPointer { times in
            labels.withUnsafeMutableBufferPointer { labels in
              probabilities.withUnsafeMutableBufferPointer { probabilities in
                let (users, items, devices) = (
                  SharedPointer(users), SharedPointer(items), SharedPointer(devices)
                )
                let (times, labels) = (SharedPointer(times), SharedPointer(labels))
                let probabilities = SharedPointer(probabilities)
                pool.forEach(count: (range.count + Self.tile - 1) / Self.tile) { tile in
                  var random = RandomStream(
                    seed: seed, purpose: Purpose.streamImpressions, row: window << 24 | tile)
                  for place in tile * Self.tile..<min(range.count, (tile + 1) * Self.tile) {
                    let row = range.lowerBound + place
                    let (user, item) = (who.draw(&random), what.draw(&random))
                    let device =
                      random.uniform() < 0.8
                      ? people[user].device : Int32(random.index(below: StreamPopulation.devices))
                    let time = start + Int64((Double(place) + random.uniform()) * spacing)
                    let chance = truth.probability(
                      user: user, people[user].segment, item: item, goods[item], device: Int(device),
                      hour: DriftingStream.hour(of: time))
                    users[row] = Int32(user)
                    items[row] = Int32(item)
                    devices[row] = device
                    times[row] = time
                    probabilities[row] = chance
                    labels[row] = random.uniformFloat() < chance ? 1 : 0
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// The examples and their truth.
  func log(
    of stream: DriftingStream, _ people: [(segment: Int32, device: Int32)],
    _ goods: [(category: Int32, advertiser: Int32)]
  ) -> DriftingLog {
    func numbers(_ count: Int, from first: Int64) -> Vocabulary {
      Vocabulary(ascending: SharedBuffer((0..<Int64(count)).map { $0 + first }))
    }
    func field(
      _ name: String, _ names: Vocabulary, _ type: FeatureSchema.FieldType = .categorical,
      of owner: FeatureSchema.Owner? = nil, row: (Int) -> Int32
    ) -> ExampleSet.Field {
      ExampleSet.Field(
        .init(name: name, type: type, owner: owner),
        .categorical(
          names: names,
          rows: SharedBuffer(count: users.count) { rows in
            for place in rows.indices { rows[place] = row(place) }
          }))
    }
    let names = numbers(people.count, from: 1)
    let who = field("user", names, .user) { users[$0] }
    let examples = ExampleSet(
      source: "\(stream)", format: "simulation", labels: SharedBuffer(labels),
      fields: [
        who,
        field("segment", numbers(StreamPopulation.segments, from: 1), of: .user) {
          people[Int(users[$0])].segment
        },
        field("item", numbers(goods.count, from: 1), .item) { items[$0] },
        field("category", numbers(StreamPopulation.categories, from: 1), of: .item) {
          goods[Int(items[$0])].category
        },
        field("advertiser", numbers(StreamPopulation.advertisers, from: 1), of: .item) {
          goods[Int(items[$0])].advertiser
        },
        field("hour", numbers(24, from: 0)) { Int32(DriftingStream.hour(of: times[$0])) },
        field("device", numbers(StreamPopulation.devices, from: 1)) { devices[$0] },
      ], groups: (names, SharedBuffer(users)), times: SharedBuffer(times))
    return DriftingLog(examples: examples, probabilities: SharedBuffer(probabilities))
  }
}

extension DriftingStream {
  /// The hour of the day, UTC.
  static func hour(of time: Int64) -> Int { Int(time / 3_600_000 % 24) }
}
