import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import TestSupport

/// Small labelled examples with fields of every kind.
enum FieldFixture {
  static let schema = """
    click: label
    who: user
    age: numeric transform=standard of=user
    ad: item
    brand: categorical of=item
    tags: multi-valued separator=; of=item
    day: categorical
    heat: numeric transform=bucket(3)
    """

  /// Examples whose label follows from user and day together, and a little from everything else.
  static func examples(_ count: Int, seed: UInt64 = 1) throws -> ExampleSet {
    var stream = RandomStream(seed: seed)
    var lines = ["click,who,age,ad,brand,tags,day,heat"]
    for _ in 0..<count {
      let (who, ad, day) = (stream.index(below: 12), stream.index(below: 9), stream.index(below: 4))
      let odds = ((who + day) % 2 == 0 ? 2.0 : -2) + (ad % 3 == 0 ? 1.5 : -1)
      let click = stream.uniform() < 1 / (1 + exp(-odds)) ? 1 : 0
      let tags = [[], ["red"], ["red", "blue"], ["green"]][ad % 4].joined(separator: ";")
      let age = who % 5 == 4 ? "" : "\(20 + who)"
      lines.append("\(click),u\(who),\(age),a\(ad),b\(ad % 3),\(tags),d\(day),\(Float(stream.uniform()))")
    }
    return try ExampleReader.read(
      bytes: Array((lines.joined(separator: "\n") + "\n").utf8), name: "e.csv",
      schema: FeatureSchema(parsing: schema))
  }

  static func data(_ count: Int = 600, seed: UInt64 = 1) throws -> TrainingData {
    try TrainingData(examples(count, seed: seed), training: Array(0..<count))
  }

  static func algorithm(_ text: String) throws -> any Algorithm {
    try ModelSpecification(parsing: text, registry: .neural).algorithm
  }

  /// A trained model.
  static func model(_ text: String, _ data: TrainingData, seed: UInt64 = 3, threads: Int = 1) throws
    -> FieldRecommender
  {
    let recommender = try algorithm(text).train(
      data, options: TrainingOptions(seed: seed, pool: WorkerPool(threads: threads)))
    return recommender as! FieldRecommender
  }
}

/// Compares lists of numbers, each on the scale of the larger.
func isNear(_ left: [Float], _ right: [Float], _ tolerance: Float) -> Bool {
  left.count == right.count
    && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($0), abs($1)) }
}
