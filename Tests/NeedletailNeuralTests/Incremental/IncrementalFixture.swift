import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural

/// A small stream whose clicks follow from user and item, with new ones in later windows.
enum IncrementalFixture {
  static let schema = """
    click: label
    who: user
    ad: item
    brand: categorical of=item
    tags: multi-valued separator=; of=item
    heat: numeric transform=standard
    at: time
    """

  /// One window: users and ads up to a bound, so that a later window has new ones.
  static func window(_ number: Int, users: Int, ads: Int, count: Int = 400) throws -> ExampleSet {
    var stream = RandomStream(seed: 40 + UInt64(number))
    var lines = ["click,who,ad,brand,tags,heat,at"]
    for place in 0..<count {
      let (who, ad) = (stream.index(below: users), stream.index(below: ads))
      let odds = (who % 3 == 0 ? 1.2 : -0.6) + (ad % 2 == 0 ? 1.0 : -1.4)
      let click = stream.uniform() < 1 / (1 + exp(-odds)) ? 1 : 0
      let tags = [[], ["red"], ["red", "blue"]][ad % 3].joined(separator: ";")
      let time = 1_735_689_600 + number * 3600 + place
      lines.append("\(click),u\(who),a\(ad),b\(ad % 4),\(tags),\(Float(stream.uniform())),\(time)")
    }
    return try ExampleReader.read(
      bytes: Array((lines.joined(separator: "\n") + "\n").utf8), name: "w.csv",
      schema: FeatureSchema(parsing: schema))
  }

  static let models = [
    "fm(learningRate=0.02,batchSize=64,dimension=4)",
    "deepfm(hidden=8,learningRate=0.01,batchSize=64,dimension=4,dropout=0.3)",
    "fifa(learningRate=0.01,factor=1,batchSize=64,dimension=4)",
    "logistic(crosses=who*ad,crossBits=8,l1=0.1,batchSize=64)",
    "wide-deep(hidden=8,optimizer=adagrad,learningRate=0.05,batchSize=64,dimension=4)",
    "fmfm(learningRate=0.02,batchSize=64,dimension=4)",
  ]

  static func learner(
    _ text: String, _ settings: IncrementalSettings = IncrementalSettings(), seed: UInt64 = 3
  ) throws -> any IncrementalLearner {
    try algorithm(text).learner(settings: settings, options: options(seed))
  }

  static func options(_ seed: UInt64 = 3) -> TrainingOptions {
    TrainingOptions(seed: seed, pool: WorkerPool(threads: 1), device: .cpu)
  }

  static func algorithm(_ text: String) throws -> any IncrementalAlgorithm {
    try ModelSpecification(parsing: text, registry: .neural).algorithm as! any IncrementalAlgorithm
  }
}
