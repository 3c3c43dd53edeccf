public import NeedletailMath

/// The paired permutation test: if two models were alike, each user's difference could as well have had the
/// other sign.
///
/// The probability is the share of sign patterns whose mean difference is as large in absolute value as the
/// observed one: of all patterns when at most 16 differences are not zero, else of seeded random ones, where the
/// observed pattern counts as one of them.
public struct SignFlipTest: Sendable {
  /// The seed of the random patterns.
  public var seed: UInt64
  /// The number of random patterns.
  public var patterns: Int
  /// The threads that patterns are spread over.
  public var pool: WorkerPool
  /// Asks the work to stop.
  public var cancellation: Cancellation?

  /// A test.
  public init(
    seed: UInt64 = 1, patterns: Int = 10_000, pool: WorkerPool = WorkerPool(),
    cancellation: Cancellation? = nil
  ) {
    self.seed = seed
    self.patterns = patterns
    self.pool = pool
    self.cancellation = cancellation
  }

  /// A two-sided probability and how it was found.
  public struct Result: Sendable, Hashable {
    /// The probability.
    public let p: Double
    /// Whether all patterns were looked at.
    public let isExact: Bool
  }

  /// With at most so many differences that are not zero, all sign patterns are looked at.
  static let exactLimit = 16

  /// Tests one row of differences.
  public func test(_ differences: [Double]) throws -> Result {
    let zeros = [Double](repeating: 0, count: differences.count)
    return try test(columns: [differences, zeros], pairs: [(0, 1)])[0]
  }

  /// Tests differences between pairs of columns, all under the same sign patterns.
  ///
  /// Columns are summed once for all pairs: the sum of differences is the difference of sums.
  /// - Precondition: all columns have the same length.
  /// - Complexity: O(patterns × users × columns).
  func test(columns: [[Double]], pairs: [(Int, Int)]) throws -> [Result] {
    var results = [Result?](repeating: nil, count: pairs.count)
    var open: [Int] = []
    for (index, pair) in pairs.enumerated() {
      let differences = zip(columns[pair.0], columns[pair.1]).map { $0 - $1 }.filter { $0 != 0 }
      if differences.count <= Self.exactLimit {
        results[index] = Result(p: Self.exact(differences), isExact: true)
      } else {
        open.append(index)
      }
    }
    if !open.isEmpty {
      let counts = try extremePatterns(columns: columns, pairs: open.map { pairs[$0] })
      for (index, count) in zip(open, counts) {
        results[index] = Result(p: Double(count + 1) / Double(patterns + 1), isExact: false)
      }
    }
    return results.map { $0! }
  }

  /// The share of all sign patterns with a sum as far from zero as the one observed.
  private static func exact(_ differences: [Double]) -> Double {
    let observed = abs(differences.reduce(0, +))
    let slack = 1e-10 * differences.reduce(0) { $0 + abs($1) }
    var extreme = 0
    let patterns = 1 << differences.count
    for pattern in 0..<patterns {
      var sum = 0.0
      for (bit, difference) in differences.enumerated() {
        sum += pattern >> bit & 1 == 0 ? difference : -difference
      }
      if abs(sum) >= observed - slack { extreme += 1 }
    }
    return Double(extreme) / Double(patterns)
  }

  /// For each pair, how many random patterns have a sum as far from zero as the one observed.
  private func extremePatterns(columns: [[Double]], pairs: [(Int, Int)]) throws -> [Int] {
    let users = columns[0].count
    let sums = columns.map { $0.reduce(0, +) }
    let sizes = columns.map { $0.reduce(0) { $0 + abs($1) } }
    let thresholds = pairs.map { abs(sums[$0.0] - sums[$0.1]) - 1e-10 * (sizes[$0.0] + sizes[$0.1]) }
    let lanes = 8
    let tiles = (patterns + lanes - 1) / lanes
    var extreme = [Int32](repeating: 0, count: tiles * pairs.count)
    try extreme.withUnsafeMutableBufferPointer { extreme in
      let extreme = SharedPointer(extreme)
      try pool.forEach(count: tiles, cancellation: cancellation) { tile in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: users * lanes) { signs in
          drawSigns(tile: tile, users: users, into: signs.baseAddress!)
          var totals = [SIMD8<Double>](repeating: .zero, count: columns.count)
          WeightedSums.forEach(columns, weights: signs.baseAddress!) { totals[$0] = $1 }
          let taken = min(lanes, patterns - tile * lanes)
          for (index, pair) in pairs.enumerated() {
            let sum = totals[pair.0] - totals[pair.1]
            for lane in 0..<taken where abs(sum[lane]) >= thresholds[index] {
              extreme[tile * pairs.count + index] += 1
            }
          }
        }
      }
    }
    return pairs.indices.map { index in
      (0..<tiles).reduce(0) { $0 + Int(extreme[$1 * pairs.count + index]) }
    }
  }

  /// Writes eight signs a user: one bit of a random byte each.
  private func drawSigns(tile: Int, users: Int, into signs: UnsafeMutablePointer<Int32>) {
    var stream = RandomStream(seed: seed, purpose: Self.purpose, row: tile)
    var word: UInt32 = 0
    for user in 0..<users {
      word = user % 4 == 0 ? stream.nextWord() : word >> 8
      for lane in 0..<8 { signs[user * 8 + lane] = Int32(word >> UInt32(lane) & 1) * 2 - 1 }
    }
  }

  /// Keeps the streams of this test apart from other uses of a seed.
  private static let purpose: UInt16 = 0x51F1
}
