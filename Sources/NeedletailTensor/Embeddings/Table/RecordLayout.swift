/// Where the numbers of a row lie in its record: weights first, then the optimiser's state.
///
/// Weights and state of a row are neighbours, so that an update misses the cache and the translation buffer, or
/// reads from the disk, once a row.
struct RecordLayout: Sendable, Hashable {
  /// One kind of number of a row.
  struct Plane: Sendable, Hashable {
    /// Its name in files.
    var name: String
    /// The first of its numbers in the record.
    var offset: Int
    /// How many numbers a row has.
    var width: Int
    /// Whether they are 32-bit integers in the place of floats.
    var isInteger = false
    /// Whether less than zero is impossible.
    var isNotNegative = false
  }

  /// Weights of a row.
  let dimension: Int
  /// The kinds of numbers; the first is `weights`.
  let planes: [Plane]
  /// Floats from one record to the next.
  let stride: Int

  init(dimension: Int, optimizer: RowOptimizer) {
    let d = dimension
    self.dimension = d
    var planes = [Plane(name: "weights", offset: 0, width: d)]
    switch optimizer {
    case .sgd: break
    case .adaGrad(let rule):
      let width = rule.accumulator == .row ? 1 : d
      planes.append(Plane(name: "accumulators", offset: d, width: width, isNotNegative: true))
    case .adam(let rule):
      planes.append(Plane(name: "means", offset: d, width: d))
      planes.append(Plane(name: "squares", offset: 2 * d, width: d, isNotNegative: true))
      if rule.correction == .row {
        planes.append(Plane(name: "counts", offset: 3 * d, width: 1, isInteger: true, isNotNegative: true))
      }
    case .ftrl:
      planes.append(Plane(name: "z", offset: d, width: d))
      planes.append(Plane(name: "n", offset: 2 * d, width: d, isNotNegative: true))
    }
    self.planes = planes
    stride = Self.rounded(planes.reduce(0) { $0 + $1.width })
  }

  /// A power of two up to a cache line of 16 floats, then a multiple of 4.
  private static func rounded(_ count: Int) -> Int {
    var power = 1
    while power < count { power *= 2 }
    return power <= 16 ? power : (count + 3) / 4 * 4
  }
}
