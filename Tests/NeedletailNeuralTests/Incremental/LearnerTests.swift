import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import TestSupport
import Testing

@Suite("Learners that follow a stream", .needsTorch)
struct LearnerTests {
  private let first: ExampleSet
  private let second: ExampleSet
  private let third: ExampleSet

  init() throws {
    first = try IncrementalFixture.window(0, users: 12, ads: 8)
    second = try IncrementalFixture.window(1, users: 15, ads: 11)
    third = try IncrementalFixture.window(2, users: 18, ads: 13)
  }

  @Test(
    "a share of 0 for the teacher is plain fine-tuning, bit for bit", arguments: IncrementalFixture.models)
  func noTeacher(_ text: String) throws {
    var settings = IncrementalSettings()
    settings.distillation = 0
    let plain = try IncrementalFixture.learner(text, settings)
    let taught = try IncrementalFixture.learner(text, settings)
    for learner in [plain, taught] { try learner.update(with: first, teacher: nil) }
    let teacher = try plain.predictor()
    try plain.update(with: second, teacher: nil)
    try taught.update(with: second, teacher: teacher)
    #expect(try plain.predictor().logOdds(of: third) == taught.predictor().logOdds(of: third))
    taught.settings.distillation = 0.5
    try plain.update(with: third, teacher: nil)
    try taught.update(with: third, teacher: teacher)
    #expect(try plain.predictor().logOdds(of: third) != taught.predictor().logOdds(of: third))
  }

  /// FTRL's weights follow from its sums, whatever the size of a step.
  private static let withoutFTRL = IncrementalFixture.models.filter {
    !$0.hasPrefix("logistic") && !$0.hasPrefix("wide-deep")
  }

  @Test(
    "new ids leave what is said of known ones as it was, and begin as the unknown", arguments: withoutFTRL)
  func growing(_ text: String) throws {
    let learner = try IncrementalFixture.learner(text)
    try learner.update(with: first, teacher: nil)
    let before = try learner.predictor()
    // Steps so small that no number of theirs is seen in a sum.
    learner.settings.learningRateFactor = 1e-35
    learner.settings.accumulatorDecay = 1
    learner.settings.newRowDeviation = 0
    try learner.update(with: second, teacher: nil)
    let after = try learner.predictor()
    #expect(try after.logOdds(of: first) == before.logOdds(of: first))
    // u14 and a10 are new: what is said of them is what the old model says of anybody.
    #expect(try after.logOdds(of: second) == before.logOdds(of: second))
    let (old, new) = (before.ranking.space, after.ranking.space)
    for (field, same) in zip(old.fields, new.fields) {
      guard case .categorical(let names) = field.values else { continue }
      for name in 0..<names.count {
        let id = names.id(name)
        #expect(field.row(of: id) - Int32(field.offset) == same.row(of: id) - Int32(same.offset))
      }
    }
    #expect(new.fields[0].nameCount == 15 && new.fields[1].nameCount == 11)
    #expect(new.fields[0].row(of: "nobody") == new.fields[0].missingRow)
  }

  @Test(
    "a learner that was saved goes on to the same bits, as does a copy", arguments: IncrementalFixture.models)
  func resuming(_ text: String) throws {
    var settings = IncrementalSettings()
    settings.evictionAge = 1
    let folder = TemporaryFolder()
    let algorithm = try IncrementalFixture.algorithm(text)
    let through = try IncrementalFixture.learner(text, settings)
    try through.update(with: first, teacher: nil)
    let teacher = try through.predictor()
    try through.update(with: second, teacher: teacher)
    try through.save(to: folder.path("state"))
    let resumed = try algorithm.learner(
      resuming: folder.path("state"), settings: settings, options: IncrementalFixture.options())
    let copy = try through.copy()
    #expect(resumed.updates == 2)
    #expect(try resumed.predictor().ranking.space == through.predictor().ranking.space)
    for learner in [through, resumed, copy] {
      try learner.update(with: third, teacher: teacher)
      try learner.update(with: first, teacher: nil)
    }
    let expected = try through.predictor().logOdds(of: third)
    #expect(try resumed.predictor().logOdds(of: third) == expected)
    #expect(try copy.predictor().logOdds(of: third) == expected)
    #expect(throws: ModelFileError.self) {
      try IncrementalFixture.algorithm("fm(dimension=5)").learner(
        resuming: folder.path("state"), settings: settings, options: IncrementalFixture.options())
    }
  }

  @Test("updates do not depend on the number of threads", arguments: ["fm(dimension=4,batchSize=64)"])
  func threads(_ text: String) throws {
    let odds = try [1, 2].map { threads in
      var options = IncrementalFixture.options()
      options.pool = WorkerPool(threads: threads)
      let learner = try IncrementalFixture.algorithm(text).learner(
        settings: IncrementalSettings(), options: options)
      for window in [first, second, third] { try learner.update(with: window, teacher: nil) }
      return try learner.predictor().logOdds(of: third)
    }
    #expect(odds[0] == odds[1])
  }

  @Test("rare names that are long unseen are given up, and their numbers given again")
  func eviction() throws {
    var settings = IncrementalSettings()
    settings.evictionAge = 1
    settings.evictionCount = 1_000_000
    let learner = try IncrementalFixture.learner("fm(dimension=4,batchSize=64)", settings)
    try learner.update(with: third, teacher: nil)
    for _ in 0..<3 { try learner.update(with: first, teacher: nil) }
    let space = try learner.predictor().ranking.space
    #expect(space.fields[0].nameCount == 12 && space.fields[0].valueCount == 18)
    #expect(space.fields[0].row(of: "u17") == space.fields[0].missingRow)
    try learner.update(with: second, teacher: nil)
    let again = try learner.predictor().ranking.space
    #expect(again.fields[0].nameCount == 15 && again.fields[0].valueCount == 18)
    #expect(try learner.predictor().logOdds(of: third).allSatisfy(\.isFinite))
  }

  @Test("an optimiser that forgets, windows without examples, settings out of range")
  func settings() throws {
    let learner = try IncrementalFixture.learner("deepfm(hidden=8,dimension=4,batchSize=64)")
    #expect(throws: TrainingError.self) { try learner.predictor() }
    #expect(throws: TrainingError.self) { try learner.update(with: first.selecting([]), teacher: nil) }
    try learner.update(with: first, teacher: nil)
    learner.settings.resetsOptimizer = true
    try learner.update(with: second, teacher: nil)
    #expect(try learner.predictor().logOdds(of: third).allSatisfy(\.isFinite))
    learner.settings.distillation = 2
    #expect(throws: TrainingError.self) { try learner.update(with: third, teacher: nil) }
    let other = try ExampleReader.read(bytes: Array("1 1:1\n0 2:1\n".utf8), name: "x.libfm")
    learner.settings.distillation = 0
    #expect(throws: DataError.self) { try learner.update(with: other, teacher: nil) }
  }
}
