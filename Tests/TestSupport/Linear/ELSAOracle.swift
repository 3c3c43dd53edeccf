/// ELSA's loss in doubles, as its definition reads.
public enum ELSAOracle {
  /// Σ over users of ‖x/‖x‖ − x̂/‖x̂‖‖² with x̂ = x(A Aᵀ − I).
  public static func loss(_ rows: [[Double]], at vectors: [[Double]]) -> Double {
    func unit(_ row: [Double]) -> [Double] {
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? row.map { $0 / length } : row
    }
    return rows.reduce(0) { sum, x in
      let scores = scores(x, vectors)
      return sum + zip(unit(x), unit(scores)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
  }

  /// x(A Aᵀ − I).
  public static func scores(_ x: [Double], _ vectors: [[Double]]) -> [Double] {
    let y = vectors[0].indices.map { k in x.indices.reduce(0.0) { $0 + x[$1] * vectors[$1][k] } }
    return x.indices.map { item in zip(vectors[item], y).reduce(-x[item]) { $0 + $1.0 * $1.1 } }
  }
}
