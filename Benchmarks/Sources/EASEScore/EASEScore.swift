import Needletail

/// Milliseconds of EASE for one query and seconds for many, against the time to read its matrix once.
///
///     swift run -c release --package-path Benchmarks ease-score [ITEMS] [BATCH]
///
/// The weights are drawn, not fitted: speed does not depend on them. Histories have 27 items on average, as on
/// Gowalla, and 50 for the single query.
@main
struct EASEScore {
  static func main() throws {
    let arguments = CommandLine.arguments
    let items = arguments.count > 1 ? Int(arguments[1]) ?? 20000 : 20000
    let batch = arguments.count > 2 ? Int(arguments[2]) ?? 2048 : 2048
    let file = DrawnModel(itemCount: items)
    let model = try EASE.open(file, hyperparameters: EASE().hyperparameters)
    var stream = RandomStream(seed: 1)
    func query(_ length: Int) -> Query {
      Query(profile: Profile((0..<length).map { _ in ItemRow(stream.index(below: items)) }))
    }
    let reading = least(5) {
      _ = TopK.select(file.inverse.span, count: 1, excluding: [Int32]().span)
    }
    print("\(items) items, \((file.inverse.count * 4) >> 20) MiB, read once in \(milliseconds(reading))")
    let one = query(50)
    let request = RankingRequest(count: 20, excluded: [one.profile.items])
    print("one query, 50 items: \(milliseconds(try least(9) { _ = try model.recommend([one], request) }))")
    for size in [16, 128, batch] {
      let queries = (0..<size).map { _ in query(1 + stream.index(below: 53)) }
      let request = RankingRequest(count: 20, excluded: queries.map(\.profile.items))
      let time = try least(3) { _ = try model.recommend(queries, request) }
      print("\(size) queries: \(milliseconds(time)), \(milliseconds(time / Double(size))) each")
    }
  }

  static func least(_ rounds: Int, _ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<rounds {
      let duration = try ContinuousClock().measure(body)
      least = min(
        least, Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18)
    }
    return least
  }

  static func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e5).rounded() / 100) ms" }
}

/// The tensors of a model that nobody fitted.
struct DrawnModel: ModelReader {
  let userCount = 0
  let itemCount: Int
  let inverse: SharedBuffer<Float>

  init(itemCount: Int) {
    self.itemCount = itemCount
    inverse = SharedBuffer(count: SymmetricTiles.elementCount(order: itemCount)) { elements in
      var state: UInt32 = 1
      for index in elements.indices {
        state = state &* 1_664_525 &+ 1_013_904_223
        elements[index] = Float(Int32(bitPattern: state)) * 0x1p-40
      }
    }
  }

  func contains(_ name: String) -> Bool { true }
  func floats(_ name: String, shape: [Int]) throws -> SharedBuffer<Float> {
    name == "inverse" ? inverse : SharedBuffer(repeating: -1, count: itemCount)
  }
  func integers(_ name: String, count: Int?) throws -> SharedBuffer<Int32> { SharedBuffer(zeros: 0) }
  func longs(_ name: String, count: Int?) throws -> SharedBuffer<Int64> { SharedBuffer(zeros: 0) }
  func bytes(_ name: String, count: Int?) throws -> SharedBuffer<UInt8> { SharedBuffer(zeros: 0) }
  func fault(_ name: String, _ message: String) -> ModelFileError {
    ModelFileError(file: "drawn", part: name, message)
  }
}
