import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import TestSupport
import Testing

@Suite("Examples of an epoch")
struct EpochExamplesTests {
  private static let data = TrainingData(log: GeneratedLog.log(users: 60, items: 40, events: 700))

  private func examples(
    _ settings: CollaborativeSettings = CollaborativeSettings(), threads: Int = 1, epoch: Int = 0
  ) throws -> EpochExamples {
    var examples = try EpochExamples(
      Self.data.matrix, settings, name: "test",
      options: TrainingOptions(seed: 5, pool: WorkerPool(threads: threads)))
    try examples.prepare(epoch: epoch)
    return examples
  }

  @Test("take every observed pair once")
  func pairs() throws {
    let groups = try examples().groups(0..<Self.data.matrix.count)
    let expected = (0..<60).flatMap { user in Self.data.matrix.entries(ofRow: user).map { [user, $0.column] }
    }
    #expect(groups.map { [$0.user, $0.item] }.sorted { $0.lexicographicallyPrecedes($1) } == expected)
  }

  @Test("never draw an item of the user's, and draw every other one")
  func rejected() throws {
    var drawn = [Set<Int>](repeating: [], count: 60)
    for epoch in 0..<200 {
      for group in try examples(epoch: epoch).groups(0..<Self.data.matrix.count) {
        drawn[group.user].formUnion(group.drawn)
      }
    }
    for user in 0..<60 where Self.data.matrix.count(ofRow: user) > 0 {
      let known = Set(Self.data.matrix.entries(ofRow: user).map(\.column))
      #expect(drawn[user] == Set(0..<40).subtracting(known), "user \(user)")
    }
  }

  @Test("draw items of the user's as often as there are, when they may")
  func unrejected() throws {
    var settings = CollaborativeSettings()
    settings.rejectsKnown = false
    var (known, all) = (0.0, 0.0)
    var expected = 0.0
    for epoch in 0..<50 {
      for group in try examples(settings, epoch: epoch).groups(0..<Self.data.matrix.count) {
        let items = Set(Self.data.matrix.entries(ofRow: group.user).map(\.column))
        known += Double(group.drawn.count { items.contains($0) })
        all += Double(group.drawn.count)
        expected += Double(group.drawn.count * items.count) / 40
      }
    }
    #expect(abs(known - expected) < 3 * (all * 0.25).squareRoot())
  }

  @Test("are functions of seed and epoch, not of threads or of what was drawn before")
  func repeats() throws {
    func list(_ examples: EpochExamples) -> [[Int]] {
      examples.groups(0..<examples.count).map { [$0.user, $0.item] + $0.drawn }
    }
    let first = list(try examples(epoch: 2))
    #expect(first == list(try examples(threads: 2, epoch: 2)))
    #expect(first != list(try examples(epoch: 3)))
    var later = try examples(epoch: 1)
    try later.prepare(epoch: 2)
    #expect(first == list(later))
  }

  @Test("need somebody who lacks something")
  func nothing() {
    let full = CSRMatrix(columns: 2, rows: [[(0, 1), (1, 1)]])
    #expect(throws: TrainingError.self) {
      try EpochExamples(full, CollaborativeSettings(), name: "test", options: TrainingOptions())
    }
  }
}
