import NeedletailMath
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  @Test("Philox gives the published numbers of Random123")
  func knownAnswers() {
    let zeros = RandomStream.block(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zeros == (0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    let all = UInt32.max
    let ones = RandomStream.block(counter: (all, all, all, all), key: (all, all))
    #expect(ones == (0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
  }

  @Test("a stream draws the blocks of its counter in order")
  func order() {
    let seed: UInt64 = 0x0123_4567_89AB_CDEF
    var stream = RandomStream(seed: seed, stream: 42)
    for block in 0..<3 {
      let words = RandomStream.block(
        counter: (UInt32(block), 0, 42, 0), key: (0x89AB_CDEF, 0x0123_4567))
      #expect((0..<4).map { _ in stream.nextWord() } == [words.0, words.1, words.2, words.3])
    }
  }

  @Test("streams, purposes and seeds differ; the same one repeats")
  func independence() {
    func first(_ stream: RandomStream) -> UInt64 {
      var stream = stream
      return stream.next()
    }
    let draws = [
      first(RandomStream(seed: 1)), first(RandomStream(seed: 2)), first(RandomStream(seed: 1, stream: 1)),
      first(RandomStream(seed: 1, purpose: 1, row: 0)), first(RandomStream(seed: 1, purpose: 1, row: 1)),
    ]
    #expect(Set(draws).count == draws.count)
    #expect(first(RandomStream(seed: 1, purpose: 0, row: 1)) == draws[2])
  }

  @Test("uniform numbers fill [0, 1) evenly")
  func uniform() {
    var stream = RandomStream(seed: 7)
    var bins = [Int](repeating: 0, count: 20)
    for _ in 0..<20_000 { bins[Int(stream.uniform() * 20)] += 1 }
    // χ² of 19 degrees of freedom exceeds 43.8 once in a thousand; the seed is fixed.
    #expect(bins.reduce(0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 } < 43.8)
    #expect((0..<1000).allSatisfy { _ in (0..<1).contains(stream.uniformFloat()) })
    #expect((0..<1000).allSatisfy { _ in (0..<7).contains(stream.index(below: 7)) })
  }

  @Test("normal numbers have mean 0, variance 1 and fourth moment 3")
  func normal() {
    var stream = RandomStream(seed: 8)
    let draws = (0..<50_000).map { _ in stream.normal() }
    func moment(_ power: Int) -> Double {
      draws.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } } / 50_000
    }
    #expect(abs(moment(1)) < 0.02)
    #expect(abs(moment(2) - 1) < 0.03)
    #expect(abs(moment(4) - 3) < 0.2)
  }
}
