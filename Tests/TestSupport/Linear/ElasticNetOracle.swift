/// SLIM's objective and its minimum by plain cyclic coordinate descent on the Gram matrix, in doubles.
public struct ElasticNetOracle {
  /// XᵀX.
  public let gram: [[Double]]
  /// The weight of absolute values.
  public let l1: Double
  /// The ridge.
  public let l2: Double
  /// Whether weights may not be negative.
  public let nonNegative: Bool

  /// An oracle for users × items.
  public init(_ rows: [[Double]], l1: Double, l2: Double, nonNegative: Bool) {
    gram = LinearAlgebraOracle.gram(rows)
    self.l1 = l1
    self.l2 = l2
    self.nonNegative = nonNegative
  }

  /// The weights of an item after so many sweeps over all others in order.
  public func weights(of target: Int, sweeps: Int) -> [Double] {
    var w = [Double](repeating: 0, count: gram.count)
    for _ in 0..<sweeps {
      for i in w.indices where i != target {
        let rest = w.indices.reduce(gram[i][target]) { $1 == i ? $0 : $0 - gram[i][$1] * w[$1] }
        let shrunk = rest > l1 ? rest - l1 : rest < -l1 && !nonNegative ? rest + l1 : 0
        w[i] = gram[i][i] + l2 > 0 ? shrunk / (gram[i][i] + l2) : 0
      }
    }
    return w
  }

  /// ½‖x_j − Xw‖² + l2/2 ‖w‖² + l1 ‖w‖₁, but for the constant ½‖x_j‖².
  public func objective(of target: Int, _ w: [Double]) -> Double {
    w.indices.reduce(0.0) { sum, i in
      let product = w.indices.reduce(0.0) { $0 + gram[i][$1] * w[$1] }
      return sum + w[i] * (product / 2 - gram[i][target] + l2 / 2 * w[i]) + l1 * abs(w[i])
    }
  }
}
