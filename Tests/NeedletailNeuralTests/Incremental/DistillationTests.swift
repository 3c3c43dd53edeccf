import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import Testing

@Suite("Targets of a student")
struct DistillationTests {
  private func loss(_ target: Double, _ p: Double) -> Double { -target * log(p) - (1 - target) * log(1 - p) }

  @Test("mixing targets is mixing losses")
  func identity() {
    var stream = RandomStream(seed: 5)
    for _ in 0..<1000 {
      let (y, q, share) = (Double(stream.index(below: 2)), stream.uniform(), stream.uniform())
      let p = 0.001 + 0.998 * stream.uniform()
      let mixed = Distillation.mixed(label: y, probability: q, share: share)
      #expect(abs((1 - share) * loss(y, p) + share * loss(q, p) - loss(mixed, p)) < 1e-12)
    }
  }

  @Test("a student that is its teacher has no gradient at a share of 1")
  func fixedPoint() {
    var stream = RandomStream(seed: 6)
    for _ in 0..<1000 {
      let p = stream.uniform()
      // The gradient of the loss by the log-odds is p less the target.
      #expect(abs(p - Distillation.mixed(label: 1, probability: p, share: 1)) < 1e-12)
      #expect(Distillation.mixed(label: 0.25, probability: p, share: 0) == 0.25)
    }
  }

  @Test("labels alone count for ids that the teacher does not know", .needsTorch)
  func unknown() throws {
    let first = try IncrementalFixture.window(0, users: 12, ads: 8)
    let second = try IncrementalFixture.window(1, users: 15, ads: 11)
    let learner = try IncrementalFixture.learner("fm(dimension=4,batchSize=64)")
    try learner.update(with: first, teacher: nil)
    let teacher = try learner.predictor()
    let targets = try Distillation(teacher, share: 0.4).targets(of: second, pool: WorkerPool(threads: 1))
    let odds = try teacher.logOdds(of: second)
    guard case .categorical(let users, let userRows) = second.fields[0].column,
      case .categorical(let ads, let adRows) = second.fields[1].column
    else { return }
    var known = 0
    for example in 0..<second.count {
      let isKnown =
        Int(users.id(Int(userRows[example])).dropFirst())! < 12
        && Int(ads.id(Int(adRows[example])).dropFirst())! < 8
      let p = 1 / (1 + exp(-Double(odds[example])))
      let expected = isKnown ? 0.6 * Double(second.labels[example]) + 0.4 * p : Double(second.labels[example])
      #expect(abs(Double(targets[example]) - expected) < 1e-7)
      known += isKnown ? 1 : 0
    }
    #expect(known > 0 && known < second.count)
  }
}
