import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import NeedletailNeural
import TestSupport
import Testing

@Suite("Fits that begin with a fitted model", .needsTorch)
struct WarmStartTests {
  private func fit(
    _ text: String, _ examples: ExampleSet, from previous: Model?, seed: UInt64 = 3
  ) throws -> Model {
    try Model.train(
      ModelSpecification(parsing: text, registry: .neural), on: examples, from: previous,
      options: IncrementalFixture.options(seed))
  }

  private func predictor(_ model: Model) throws -> any ProbabilityPredictor {
    try #require(model.recommender as? any ProbabilityPredictor)
  }

  @Test(
    "steps of no size leave the model as it was",
    arguments: [
      "fm(dimension=4", "deepfm(dimension=4,hidden=8", "fifa(dimension=4,factor=1", "fmfm(dimension=4",
      "fwfm(dimension=4", "logistic(optimizer=adam,crosses=who*ad,crossBits=8",
    ])
  func begins(_ text: String) throws {
    let first = try IncrementalFixture.window(0, users: 12, ads: 8)
    let second = try IncrementalFixture.window(1, users: 15, ads: 11)
    let before = try fit("\(text),epochs=2,learningRate=0.02)", first, from: nil)
    let folder = TemporaryFolder()
    try before.save(to: folder.path("m"))
    let opened = try Model.open(folder.path("m"), registry: .neural)
    let after = try fit("\(text),epochs=1,learningRate=1e-9)", second, from: opened, seed: 9)
    let (old, new) = (try predictor(before).logOdds(of: first), try predictor(after).logOdds(of: first))
    #expect(zip(old, new).allSatisfy { abs($0 - $1) < 1e-5 }, "\(text)")
    // Ids of both are known, of the first at their old numbers.
    let space = try predictor(after).ranking.space
    #expect(space.fields[0].nameCount == 15 && after.users.count == 15 && after.items.count == 11)
    #expect(
      try after.query(user: "u3").map { try after.recommender.recommend([$0], RankingRequest(count: 3)) }
        != nil)
  }

  @Test("a model of other dimensions, another algorithm or other fields is no start")
  func misfits() throws {
    let first = try IncrementalFixture.window(0, users: 12, ads: 8)
    let data = try TrainingData(first, training: Array(0..<first.count))
    let options = IncrementalFixture.options()
    let algorithm = try IncrementalFixture.algorithm("fm(dimension=4,epochs=1)")
    let plain = try algorithm.train(data, options: options) as! any ProbabilityPredictor
    for text in ["fm(dimension=6,epochs=1)", "fwfm(dimension=4,epochs=1)"] {
      let other = try IncrementalFixture.algorithm(text).train(data, options: options)
      let fitted = try algorithm.train(data, from: other, options: options) as! any ProbabilityPredictor
      #expect(try fitted.logOdds(of: first) == plain.logOdds(of: first))
    }
    let again = try algorithm.train(data, from: plain, options: options) as! any ProbabilityPredictor
    #expect(try again.logOdds(of: first) != plain.logOdds(of: first))
  }
}
