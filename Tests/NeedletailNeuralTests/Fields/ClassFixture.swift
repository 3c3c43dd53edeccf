import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath

/// Small labelled examples of three classes.
enum ClassFixture {
  static let schema = """
    grade: label classes=3
    who: user
    age: numeric transform=standard of=user
    what: item
    tags: multi-valued separator=; of=item
    day: categorical
    """

  /// Examples whose class follows from user and item together, one in ten drawn at random.
  static func examples(_ count: Int, seed: UInt64 = 1) throws -> ExampleSet {
    var stream = RandomStream(seed: seed)
    var lines = ["grade,who,age,what,tags,day"]
    for _ in 0..<count {
      let (who, what, day) = (stream.index(below: 9), stream.index(below: 6), stream.index(below: 3))
      let grade = stream.uniform() < 0.1 ? stream.index(below: 3) : (who + what) % 3
      let tags = ["", "red", "red;blue"][what % 3]
      lines.append("\(grade),u\(who),\(who == 4 ? "" : "\(who)"),i\(what),\(tags),d\(day)")
    }
    return try ExampleReader.read(
      bytes: Array((lines.joined(separator: "\n") + "\n").utf8), name: "e.csv",
      schema: FeatureSchema(parsing: schema))
  }

  static func data(_ count: Int = 600, seed: UInt64 = 1) throws -> TrainingData {
    try TrainingData(examples(count, seed: seed), training: Array(0..<count))
  }

  /// A trained model.
  static func model(_ text: String, _ data: TrainingData, seed: UInt64 = 3, threads: Int = 1) throws
    -> any ClassPredictor
  {
    try FieldFixture.algorithm(text).train(
      data, options: TrainingOptions(seed: seed, pool: WorkerPool(threads: threads)))
      as! any ClassPredictor
  }

  /// −mean ln p of each example's class, and how many are the most probable class.
  static func figures(_ model: any ClassPredictor, _ table: ExampleTable) throws -> (
    loss: Double, accuracy: Double
  ) {
    let probabilities = try model.classProbabilities(of: table)
    var (loss, hits) = (0.0, 0)
    for (example, own) in probabilities.enumerated() {
      let label = Int(table.labels[example])
      loss -= log(own[label])
      hits += own[label] == own.max() ? 1 : 0
    }
    return (loss / Double(table.count), Double(hits) / Double(table.count))
  }
}
