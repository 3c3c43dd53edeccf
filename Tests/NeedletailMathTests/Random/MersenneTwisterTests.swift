import NeedletailMath
import Testing

/// The check values are numpy's, with seed 98765.
struct MersenneTwisterTests {
  @Test("the first words are the published ones")
  func words() {
    var generator = MersenneTwister(seed: 98765)
    #expect((0..<3).map { _ in generator.nextWord() } == [381_816_597, 462_228_979, 4_069_238_124])
  }

  @Test("word 10,000 of the default seed is the one that the C++ standard names")
  func standardCheck() {
    var generator = MersenneTwister(seed: 5489)
    for _ in 1..<10_000 { _ = generator.nextWord() }
    #expect(generator.nextWord() == 4_123_659_995)
  }

  @Test("permutations are the published ones")
  func permutation() {
    var generator = MersenneTwister(seed: 98765)
    #expect(generator.permutation(of: 10) == [8, 7, 1, 2, 0, 6, 9, 4, 3, 5])
  }

  @Test("choices follow one another without reseeding")
  func choice() {
    var generator = MersenneTwister(seed: 98765)
    #expect(generator.choice(2, of: 10) == [8, 7])
    #expect(generator.choice(5, of: 25) == [4, 1, 19, 6, 13])
  }

  @Test("bounded numbers stay in range, and a bound of 0 draws nothing", arguments: [0, 1, 2, 6, 255, 256])
  func bounds(maximum: Int) {
    var generator = MersenneTwister(seed: 1)
    var untouched = MersenneTwister(seed: 1)
    var seen = Set<Int>()
    for _ in 0..<10_000 { seen.insert(generator.number(upTo: maximum)) }
    #expect(seen == Set(0...maximum))
    if maximum == 0 { #expect(generator.nextWord() == untouched.nextWord()) }
  }
}
