public import NeedletailMath

/// Implicit alternating least squares as the paper writes it, in doubles, one dense loop after the other.
public struct IALSOracle {
  /// Weights, users × items; absent pairs are zero.
  public let weights: [[Double]]
  /// α₀.
  public let unobserved: Double
  /// λ.
  public let l2: Double
  /// ν.
  public let exponent: Double

  /// The objective on a matrix.
  public init(_ matrix: CSRMatrix, unobserved: Double, l2: Double, exponent: Double = 1) {
    weights = (0..<matrix.rows).map { row in
      var dense = [Double](repeating: 0, count: matrix.columns)
      for (column, value) in matrix.entries(ofRow: row) { dense[column] = Double(value) }
      return dense
    }
    self.unobserved = unobserved
    self.l2 = l2
    self.exponent = exponent
  }

  /// The same objective with users and items exchanged.
  public var transposed: IALSOracle { IALSOracle(weights: weights.transposed, unobserved, l2, exponent) }

  private init(weights: [[Double]], _ unobserved: Double, _ l2: Double, _ exponent: Double) {
    self.weights = weights
    self.unobserved = unobserved
    self.l2 = l2
    self.exponent = exponent
  }

  /// λ #^ν of a user.
  public func ridge(_ user: Int) -> Double {
    let frequency = weights[user].reduce(0, +) + unobserved * Double(weights[user].count)
    return l2 * power(frequency)
  }

  private func power(_ base: Double) -> Double {
    switch exponent {
    case 0: 1
    case 1: base
    case 0.5: base.squareRoot()
    default: preconditionFailure("exponent \(exponent)")
    }
  }

  /// The loss in its three parts.
  public func loss(users w: [[Double]], items h: [[Double]]) -> (
    observed: Double, unobserved: Double, regularisation: Double, total: Double
  ) {
    var observed = 0.0
    var all = 0.0
    for (user, row) in weights.enumerated() {
      for (item, weight) in row.enumerated() {
        let prediction = dot(w[user], h[item])
        observed += weight * (prediction - 1) * (prediction - 1)
        all += prediction * prediction
      }
    }
    all *= unobserved
    let items = transposed
    let squares =
      w.indices.reduce(0.0) { $0 + ridge($1) * dot(w[$1], w[$1]) }
      + h.indices.reduce(0.0) { $0 + items.ridge($1) * dot(h[$1], h[$1]) }
    return (observed, all, squares, observed + all + squares)
  }

  /// The users' minimum given the items; zeros for users without weight.
  public func solveUsers(items h: [[Double]]) -> [[Double]] {
    let d = h.first?.count ?? 0
    return weights.indices.map { user in
      var a = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
      var b = [Double](repeating: 0, count: d)
      for (item, weight) in weights[user].enumerated() {
        for i in 0..<d {
          b[i] += weight * h[item][i]
          for j in 0..<d { a[i][j] += (weight + unobserved) * h[item][i] * h[item][j] }
        }
      }
      for i in 0..<d { a[i][i] += ridge(user) }
      return b.allSatisfy { $0 == 0 } ? b : solve(a, b)
    }
  }

  /// Gaussian elimination with pivots.
  public func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var a = matrix
    var x = right
    for k in a.indices {
      let pivot = a.indices.dropFirst(k).max { abs(a[$0][k]) < abs(a[$1][k]) }!
      a.swapAt(k, pivot)
      x.swapAt(k, pivot)
      for i in a.indices where i > k {
        let factor = a[i][k] / a[k][k]
        guard factor != 0 else { continue }
        for j in k..<a.count { a[i][j] -= factor * a[k][j] }
        x[i] -= factor * x[k]
      }
    }
    for k in a.indices.reversed() {
      for j in k + 1..<a.count where j < a.count { x[k] -= a[k][j] * x[j] }
      x[k] /= a[k][k]
    }
    return x
  }
}

/// Inner product in order.
public func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

extension [[Double]] {
  /// Rows as columns.
  public var transposed: [[Double]] {
    (0..<(first?.count ?? 0)).map { column in map { $0[column] } }
  }

  /// Inner products of every row with every row of another.
  public func products(_ other: [[Double]]) -> [[Double]] { map { row in other.map { dot(row, $0) } } }

  /// The largest difference between corresponding elements.
  public func distance(_ other: [[Double]]) -> Double {
    zip(joined(), other.joined()).reduce(0) { Swift.max($0, abs($1.0 - $1.1)) }
  }
}

extension Matrix {
  /// The first `columns` elements of every row, as doubles.
  public func doubles(columns: Int) -> [[Double]] {
    (0..<rows).map { row in (0..<columns).map { Double(self[row, $0]) } }
  }
}
