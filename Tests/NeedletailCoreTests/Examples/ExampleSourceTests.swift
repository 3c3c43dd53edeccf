import NeedletailCore
import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Examples to learn from, epoch by epoch")
struct ExampleSourceTests {
  private let data = TrainingData(
    log: GeneratedLog.log(users: 30, items: 20, events: 200),
    itemFeatures: GeneratedFeatures.table(count: 20))

  /// User row, item row (-1 where masked) and label of each example of an epoch.
  private func triples(_ source: ExampleSource, _ epoch: Int, batch: Int, threads: Int = 1) -> [[Int]] {
    let examples = source.epoch(epoch, seed: 9, pool: WorkerPool(threads: threads))
    let space = source.space
    let columns = ["user", "item"].map { name in space.single.firstIndex(of: space.index(of: name)!)! }
    var triples: [[Int]] = []
    for start in stride(from: 0, to: examples.count, by: batch) {
      let table = examples.batch(start..<min(start + batch, examples.count))
      for example in 0..<table.count {
        let rows = columns.map { Int(table.rows[example * space.single.count + $0]) }
        triples.append([rows[0], rows[1], Int(table.labels[example])])
      }
    }
    return triples
  }

  @Test("an epoch of a log holds every pair once, with its negatives")
  func pairs() throws {
    let source = try ExampleSource(data, negatives: NegativeSampling(perPositive: 3), maskedShare: 0)
    let space = source.space
    let triples = triples(source, 0, batch: 64)
    let (user, item) = (space.id(of: .user)!, space.id(of: .item)!)
    var positives = Set<[Int]>()
    for triple in triples where triple[2] == 1 { positives.insert(triple) }
    #expect(positives.count == data.matrix.count)
    #expect(triples.count == 4 * data.matrix.count)
    for triple in triples {
      let names = (triple[0] - user.offset - 2, triple[1] - item.offset - 2)
      guard case .categorical(let users) = user.values, case .categorical(let items) = item.values else {
        return
      }
      let known = data.profile(of: UserRow(data.log.users.row(of: users.id(names.0))!)).items
      // An item without any pair in training has no id of its own.
      guard names.1 >= 0 else {
        #expect(triple[2] == 0)
        continue
      }
      #expect(known.contains(Int32(data.log.items.row(of: items.id(names.1))!)) == (triple[2] == 1))
    }
  }

  @Test(
    "an epoch has the same examples in batches of any size, for any number of threads, and others than the next"
  )
  func bits() throws {
    let source = try ExampleSource(data, maskedShare: 0.2)
    let first = triples(source, 0, batch: 64)
    #expect(triples(source, 0, batch: 7) == first)
    #expect(triples(source, 0, batch: 1000, threads: 3) == first)
    let second = triples(source, 1, batch: 64)
    #expect(second != first && second.count == first.count)
    let masked = first.count { $0[0] == source.space.id(of: .user)!.offset + 1 }
    #expect(abs(Double(masked) / Double(first.count) - 0.2) < 0.06)
  }

  @Test("labelled examples are shuffled, each once")
  func labelled() throws {
    let examples = try ExampleReader.read(
      bytes: Array((0..<50).map { "\($0 % 2) \($0):1 \($0 % 5 + 100):1\n" }.joined().utf8), name: "x.libfm")
    let source = try ExampleSource(
      TrainingData(examples, training: Array(0..<50)), maskedShare: 0)
    let first = triples(source, 0, batch: 8)
    #expect(Set(first).count == 50)
    #expect(Set(triples(source, 1, batch: 8)) == Set(first))
    #expect(triples(source, 1, batch: 8) != first)
  }
}
