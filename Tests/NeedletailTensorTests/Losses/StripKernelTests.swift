import CKernels
import Foundation
import NeedletailMath
import Testing

@Suite("Kernels of the softmax")
struct StripKernelTests {
  static let strip = Int(NEEDLETAIL_STRIP)

  /// One version of the kernels.
  struct Version: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let logits:
      @Sendable @convention(c) (
        UnsafePointer<Float>?, Int, Int, Int, UnsafePointer<Float>?, Float, UnsafePointer<Float>?,
        UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?
      ) -> Void
    let exponentials:
      @Sendable @convention(c) (
        UnsafeMutablePointer<Float>?, Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
      ) -> Void
    let sumItems:
      @Sendable @convention(c) (
        UnsafePointer<Float>?, UnsafePointer<Float>?, Int, Int, Int, UnsafeMutablePointer<Float>?, Int
      ) -> Void
    let addQueries:
      @Sendable @convention(c) (
        UnsafePointer<Float>?, Int, UnsafePointer<Float>?, Int, Int, UnsafeMutablePointer<Float>?, Int,
        UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
      ) -> Void
  }

  /// The versions that this processor runs.
  static let versions: [Version] = {
    var versions = [
      Version(
        testDescription: "portable", logits: needletail_strip_logits_portable,
        exponentials: needletail_strip_exponentials_portable, sumItems: needletail_strip_sum_items_portable,
        addQueries: needletail_strip_add_queries_portable)
    ]
    #if arch(x86_64)
      if InstructionSet.best.rawValue >= InstructionSet.x86v3.rawValue {
        versions.append(
          Version(
            testDescription: "v3", logits: needletail_strip_logits_v3,
            exponentials: needletail_strip_exponentials_v3, sumItems: needletail_strip_sum_items_v3,
            addQueries: needletail_strip_add_queries_v3))
      }
      if InstructionSet.best.rawValue >= InstructionSet.x86v4.rawValue {
        versions.append(
          Version(
            testDescription: "v4", logits: needletail_strip_logits_v4,
            exponentials: needletail_strip_exponentials_v4, sumItems: needletail_strip_sum_items_v4,
            addQueries: needletail_strip_add_queries_v4))
      }
    #endif
    return versions
  }()

  static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  @Test("exponentials are within two units in the last place of doubles", arguments: versions)
  func accuracy(version: Version) {
    let count = 4096
    var stream = RandomStream(seed: 5)
    let exponents = (0..<count * Self.strip).map { index in
      // A third each: the range of results, near zero, exact halves where rounding turns.
      switch index % 3 {
      case 0: Float(stream.uniform() * 252 - 126)
      case 1: Float(stream.uniform() * 4 - 2)
      default: Float(stream.index(below: 251) - 125) + 0.5
      }
    }
    var powers = exponents
    var sums = [Float](repeating: 0, count: Self.strip)
    version.exponentials(&powers, count, [Float](repeating: 0, count: Self.strip), &sums)
    var worst = 0.0
    for (power, exponent) in zip(powers, exponents) {
      let exact = exp2(Double(exponent))
      worst = max(worst, abs(Double(power) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst < 1.1, "\(worst) units")
  }

  @Test("sums of exponentials agree with doubles", arguments: versions, [0, 1, 31, 32, 33, 510])
  func sums(version: Version, count: Int) {
    var powers = Self.numbers(count * Self.strip, seed: 6)
    let references = Self.numbers(Self.strip, seed: 7)
    let logits = powers
    var sums = [Float](repeating: -1, count: Self.strip)
    version.exponentials(&powers, count, references, &sums)
    for lane in 0..<Self.strip {
      let exact = (0..<count).reduce(0.0) {
        $0 + exp2(Double(logits[$1 * Self.strip + lane]) - Double(references[lane]))
      }
      #expect(abs(Double(sums[lane]) - exact) <= 1e-6 * exact)
    }
  }

  @Test("small and large exponents", arguments: versions)
  func edges(version: Version) {
    let exponents: [Float] = [0, -126, -126.5, -1e4, -1e30, -.infinity, 126, 1, -1, .nan, -0.0, -125.5]
    let expected: [Float] = [
      1, .leastNormalMagnitude, 0, 0, 0, 0, 0x1p126, 2, 0.5, .nan, 1, 0x1p-125 * Float(0.5).squareRoot(),
    ]
    var logits = [Float](repeating: 0, count: Self.strip)
    for (lane, exponent) in exponents.enumerated() { logits[lane] = exponent }
    var sums = logits
    version.exponentials(&logits, 1, [Float](repeating: 0, count: Self.strip), &sums)
    for (lane, value) in expected.enumerated() {
      #expect(
        logits[lane] == value || value.isNaN && logits[lane].isNaN || abs(logits[lane] / value - 1) < 2e-7)
      #expect(sums[lane] == logits[lane] || value.isNaN)
    }
  }

  @Test("products are chains of fused multiply-adds in every version", arguments: versions, [0, 1, 5, 6, 13])
  func products(version: Version, count: Int) {
    for dimension in [1, 16, 40, 64, 100] {
      let width = (dimension + 15) / 16 * 16
      var items = Self.numbers(count * width, seed: 1)
      var queries = Self.numbers(Self.strip * width, seed: 2)
      for row in 0..<count { for k in dimension..<width { items[row * width + k] = 0 } }
      for row in 0..<Self.strip { for k in dimension..<width { queries[row * width + k] = 0 } }
      let biases = Self.numbers(count, seed: 3)
      let weights = Self.numbers(count * Self.strip, seed: 4)
      checkLogits(version, items, queries, biases, width: width, dimension: dimension)
      checkItems(version, items, weights, width: width, count: count)
      checkQueries(version, queries, weights, width: width, dimension: dimension, count: count)
    }
  }

  private func checkLogits(
    _ version: Version, _ items: [Float], _ queries: [Float], _ biases: [Float], width: Int, dimension: Int
  ) {
    let strip = Self.strip
    var columns = [Float](repeating: 0, count: dimension * strip)
    for lane in 0..<strip { for k in 0..<dimension { columns[k * strip + lane] = queries[lane * width + k] } }
    var logits = [Float](repeating: .nan, count: biases.count * strip)
    var most = [Float](repeating: 0.25, count: strip)
    version.logits(items, width, dimension, biases.count, biases, 3, columns, &logits, &most)
    for lane in 0..<strip {
      var largest: Float = 0.25
      for item in biases.indices {
        var sum = 3 * biases[item]
        for k in 0..<dimension { sum = fma(items[item * width + k], columns[k * strip + lane], sum) }
        #expect(logits[item * strip + lane] == sum)
        largest = max(largest, sum)
      }
      #expect(most[lane] == largest)
    }
  }

  private func checkItems(_ version: Version, _ items: [Float], _ weights: [Float], width: Int, count: Int) {
    let strip = Self.strip
    var sums = [Float](repeating: .nan, count: strip * width)
    version.sumItems(weights, items, width, width, count, &sums, width)
    for lane in 0..<strip {
      for k in 0..<width {
        let sum = (0..<count).reduce(0 as Float) {
          fma(weights[$1 * strip + lane], items[$1 * width + k], $0)
        }
        #expect(sums[lane * width + k] == sum)
      }
    }
  }

  private func checkQueries(
    _ version: Version, _ queries: [Float], _ weights: [Float], width: Int, dimension: Int, count: Int
  ) {
    let strip = Self.strip
    var sums = [Float](repeating: 0.5, count: count * dimension)
    var laneSums = [Float](repeating: 1, count: count)
    let laneWeights = Self.numbers(strip, seed: 9)
    version.addQueries(weights, count, queries, width, dimension, &sums, dimension, laneWeights, &laneSums)
    for item in 0..<count {
      for k in 0..<dimension {
        let sum = (0..<strip).reduce(0 as Float) {
          fma(weights[item * strip + $1], queries[$1 * width + k], $0)
        }
        #expect(sums[item * dimension + k] == 0.5 + sum)
      }
      let exact = (0..<strip).reduce(1.0) {
        $0 + Double(weights[item * strip + $1]) * Double(laneWeights[$1])
      }
      #expect(abs(Double(laneSums[item]) - exact) < 1e-4)
    }
  }
}

extension InstructionSet {
  /// The best of this processor, whatever other tests limit kernels to.
  static let best: InstructionSet = {
    let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    return flags.contains("avx512vl")
      ? .x86v4 : flags.contains("avx2") && flags.contains("fma") ? .x86v3 : .portable
  }()
}
