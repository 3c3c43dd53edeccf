import NeedletailMath

/// Resamples of users with replacement: how often each resample holds each user.
///
/// Resample `b` is a function of the seed and `b` alone, so all metrics and all models of a run see the same
/// resamples (differences are paired), whatever the number of threads.
struct BootstrapWeights: Sendable {
  let seed: UInt64
  /// The number of users of a resample, and of the population.
  let users: Int

  /// Writes how often users appear in `lanes` resamples from number `first`, user by user.
  ///
  /// - Parameter counts: `users × lanes` numbers; all are written.
  func draw(first: Int, lanes: Int, into counts: UnsafeMutablePointer<Int32>) {
    counts.update(repeating: 0, count: users * lanes)
    for lane in 0..<lanes {
      var stream = RandomStream(seed: seed, purpose: Self.purpose, row: first + lane)
      for _ in 0..<users { counts[Self.index(below: users, &stream) * lanes + lane] += 1 }
    }
  }

  /// An index without bias from 32-bit words (Lemire 2019): half the words of the 64-bit way.
  @inline(__always)
  private static func index(below bound: Int, _ stream: inout RandomStream) -> Int {
    let bound = UInt64(bound)
    var product = UInt64(stream.nextWord()) * bound
    if product & 0xFFFF_FFFF < bound {
      let threshold = (0x1_0000_0000 - bound) % bound
      while product & 0xFFFF_FFFF < threshold { product = UInt64(stream.nextWord()) * bound }
    }
    return Int(product >> 32)
  }

  /// Keeps the streams of resampling apart from other uses of a seed.
  private static let purpose: UInt16 = 0xB007
}
