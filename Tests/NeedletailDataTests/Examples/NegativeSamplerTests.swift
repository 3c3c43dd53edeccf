import NeedletailData
import NeedletailMath
import Testing

@Suite("Sampled negatives")
struct NegativeSamplerTests {
  private let pairs = CSRMatrix(
    columns: 6,
    rows: [[0, 2, 3], [], [5], [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 5]].map { items in
      items.map { (column: $0, value: Float(1)) }
    })

  @Test("a user's items are never drawn, and of all items there is none to draw")
  func rejection() {
    let sampler = NegativeSampler(pairs, NegativeSampling(perPositive: 50))
    let items = sampler.items(seed: 3, epoch: 0, pool: WorkerPool(threads: 1))
    for user in 0..<pairs.rows {
      let own = Set(pairs.entries(ofRow: user).map { Int32($0.column) })
      for pair in pairs.range(ofRow: user) {
        let drawn = Set((0..<50).map { items[pair * 50 + $0] })
        #expect(drawn == (own.count == 6 ? [-1] : Set(0..<6).subtracting(own)))
      }
    }
  }

  @Test("draws are uniform over what is left, and over all items without rejection")
  func uniformity() {
    for (rejects, expected) in [(true, [1, 4, 5]), (false, [0, 1, 2, 3, 4, 5])] {
      let sampler = NegativeSampler(pairs, NegativeSampling(perPositive: 10_000, rejectsKnown: rejects))
      let items = sampler.items(seed: 5, epoch: 2, pool: WorkerPool(threads: 2))
      var counts = [Int](repeating: 0, count: 6)
      for draw in 0..<30_000 { counts[Int(items[draw])] += 1 }
      let mean = 30_000 / Double(expected.count)
      for item in 0..<6 {
        if expected.contains(item) {
          #expect(abs(Double(counts[item]) - mean) < 4 * mean.squareRoot())
        } else {
          #expect(counts[item] == 0)
        }
      }
    }
  }

  @Test("an epoch has its own draws, the same for any number of threads")
  func epochs() {
    let sampler = NegativeSampler(pairs, NegativeSampling(perPositive: 8))
    func items(_ seed: UInt64, _ epoch: Int, threads: Int) -> [Int32] {
      sampler.items(seed: seed, epoch: epoch, pool: WorkerPool(threads: threads)).array
    }
    #expect(items(1, 0, threads: 1) == items(1, 0, threads: 3))
    #expect(items(1, 0, threads: 1) != items(1, 1, threads: 1))
    #expect(items(1, 0, threads: 1) != items(2, 0, threads: 1))
  }
}
