import Glibc
import NeedletailMath

/// A density over positions from 0 to 1 on several axes: a kernel about each of some points, and a uniform part
/// of the weight of one point.
struct ParzenDensity {
  /// The points, a position an axis.
  let points: [[Double]]
  /// The number of values of each axis that is a list; nil for a range.
  let choices: [Int?]

  /// The deviation of a kernel along a range: narrower the more points there are, by Scott's rule.
  private var width: Double {
    max(0.05, 0.25 * pow(Double(max(points.count, 1)), -1 / (4 + Double(choices.count))))
  }
  /// The weight that a kernel over a list gives to its own value, beyond an even share.
  private var loyalty: Double { 1 - 1 / (1 + Double(max(points.count, 1)).squareRoot()) }

  /// A random point.
  func draw(_ random: inout RandomStream) -> [Double] {
    let centre = random.index(below: points.count + 1)
    return choices.indices.map { axis in
      guard centre < points.count else { return random.uniform() }
      let middle = points[centre][axis]
      if choices[axis] != nil { return random.uniform() < loyalty ? middle : random.uniform() }
      // Inverting the distribution between the ends cuts the kernel there.
      let (low, high) = (Self.cumulative((0 - middle) / width), Self.cumulative((1 - middle) / width))
      return min(max(middle + width * Self.quantile(low + random.uniform() * (high - low)), 0), 1)
    }
  }

  /// The logarithm of the density.
  func logDensity(at point: [Double]) -> Double {
    var sum = 1.0
    for centre in points {
      var product = 1.0
      for axis in choices.indices {
        let (x, middle) = (point[axis], centre[axis])
        if let count = choices[axis] {
          let isSame = Int(x * Double(count)) == Int(middle * Double(count))
          product *= 1 - loyalty + (isSame ? loyalty * Double(count) : 0)
        } else {
          let z = (x - middle) / width
          let mass = Self.cumulative((1 - middle) / width) - Self.cumulative((0 - middle) / width)
          product *= exp(-z * z / 2) / ((2 * Double.pi).squareRoot() * width * mass)
        }
      }
      sum += product
    }
    return log(sum / Double(points.count + 1))
  }

  /// The standard normal distribution function.
  static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// Its inverse, by halving: 60 steps give every bit that matters.
  static func quantile(_ probability: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if cumulative(middle) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
