/// The higher-order linear model in doubles: for each item the ridge regression on all other items and on the pairs
/// without it.
public struct PairRidgeOracle {
  private let rows: [[Double]]
  private let pairs: [(Int, Int)]
  private let l2: Double
  private let l2Pairs: Double

  /// An oracle for users × items.
  public init(_ rows: [[Double]], pairs: [(Int, Int)], l2: Double, l2Pairs: Double) {
    self.rows = rows
    self.pairs = pairs
    self.l2 = l2
    self.l2Pairs = l2Pairs
  }

  private var features: [[Double]] { rows.map { row in row + pairs.map { row[$0.0] * row[$0.1] } } }

  /// The weights of an item: those of all items, then those of all pairs; zeros where none is allowed.
  public func weights(of target: Int) -> [Double] {
    let items = rows[0].count
    let allowed = (0..<items + pairs.count).filter { index in
      if index < items { return index != target }
      return pairs[index - items].0 != target && pairs[index - items].1 != target
    }
    let features = features
    var gram = LinearAlgebraOracle.gram(features.map { row in allowed.map { row[$0] } })
    for (place, index) in allowed.enumerated() { gram[place][place] += index < items ? l2 : l2Pairs }
    let right = allowed.map { index in
      rows.indices.reduce(0.0) { $0 + features[$1][index] * rows[$1][target] }
    }
    let inverse = LinearAlgebraOracle.inverse(gram)
    var weights = [Double](repeating: 0, count: items + pairs.count)
    for (place, index) in allowed.enumerated() {
      weights[index] = zip(inverse[place], right).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return weights
  }

  /// ‖X − XB − ZC‖² + l2 ‖B‖² + l2Pairs ‖C‖².
  public func objective(_ b: [[Float]], _ c: [[Float]]) -> Double {
    let product = LinearAlgebraOracle.product(features, (b + c).map { $0.map(Double.init) })
    let errors = zip(rows.joined(), product.joined()).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    func square(_ weights: [[Float]]) -> Double {
      weights.joined().reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    return errors + l2 * square(b) + l2Pairs * square(c)
  }
}
