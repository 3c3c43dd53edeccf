public import NeedletailMath

/// How negatives are made for interactions that know no "no".
public struct NegativeSampling: Sendable, Hashable {
  /// Negatives a positive.
  public var perPositive: Int
  /// Whether the items that a user has are left out; else any item may be drawn (the forms of He et al., WWW 2017, and
  /// of Rendle et al., RecSys 2020).
  public var rejectsKnown: Bool

  /// A way of sampling.
  ///
  /// - Precondition: the number is not negative.
  public init(perPositive: Int = 4, rejectsKnown: Bool = true) {
    precondition(perPositive >= 0, "\(perPositive) negatives a positive")
    self.perPositive = perPositive
    self.rejectsKnown = rejectsKnown
  }
}

/// Draws items for each user-item pair of a log, uniformly, anew for every epoch.
///
/// A draw is a function of the seed, the epoch, the pair's place and nothing else.
public struct NegativeSampler: Sendable {
  /// The pairs of users and items; the positives in row-major order.
  public let pairs: CSRMatrix
  /// How.
  public let sampling: NegativeSampling

  /// A sampler for the pairs of a matrix users × items.
  public init(_ pairs: CSRMatrix, _ sampling: NegativeSampling) {
    self.pairs = pairs
    self.sampling = sampling
  }

  /// The items drawn for an epoch: pairs × `perPositive`, in the order of the pairs; -1 where the user has every item
  /// and none is left to draw.
  ///
  /// - Complexity: O(draws · log(items of the user)).
  public func items(seed: UInt64, epoch: Int, pool: WorkerPool) -> SharedBuffer<Int32> {
    let each = sampling.perPositive
    let key = Self.seed(seed, epoch: epoch)
    let tile = 256
    return SharedBuffer(count: pairs.count * each) { target in
      let target = SharedPointer(target)
      pool.forEach(count: (pairs.rows + tile - 1) / tile) { index in
        for user in index * tile..<min((index + 1) * tile, pairs.rows) {
          let range = pairs.range(ofRow: user)
          for pair in range {
            var stream = RandomStream(seed: key, purpose: Self.purpose, row: pair)
            for draw in 0..<each { target[pair * each + draw] = item(range, &stream) }
          }
        }
      }
    }
  }

  /// One item for a user whose pairs lie in a range.
  private func item(_ range: Range<Int>, _ stream: inout RandomStream) -> Int32 {
    let known = sampling.rejectsKnown ? range.count : 0
    guard pairs.columns > known else { return -1 }
    let rank = stream.index(below: pairs.columns - known)
    guard known > 0 else { return Int32(rank) }
    // The item of that rank among those that the user lacks: below his i-th item lie (that item − i) of them.
    var low = 0
    var high = known
    while low < high {
      let middle = (low + high) / 2
      if Int(pairs.columnIndices[range.lowerBound + middle]) - middle <= rank {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return Int32(rank + low)
  }

  /// A seed of its own for each epoch.
  package static func seed(_ seed: UInt64, epoch: Int) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: purpose, row: epoch)
    return stream.next()
  }

  /// Keeps these streams apart from other uses of a seed.
  private static let purpose: UInt16 = 0x4E65
}
