/// Nearest neighbours over full matrices in double precision, straight from the definitions: the oracle.
public struct DenseNeighbours {
  /// Vectors by row; nil where there is no entry.
  public var vectors: [[Double?]]

  /// Vectors.
  public init(_ vectors: [[Double?]]) { self.vectors = vectors }

  /// The vectors with the mean of each coordinate's entries taken off.
  public var centredByCoordinate: DenseNeighbours { transposed.centredByVector.transposed }

  /// The vectors with the mean of their own entries taken off.
  public var centredByVector: DenseNeighbours {
    DenseNeighbours(
      vectors.map { vector in
        let entries = vector.compactMap(\.self)
        let mean = entries.isEmpty ? 0 : entries.reduce(0, +) / Double(entries.count)
        return vector.map { $0.map { $0 - mean } }
      })
  }

  /// Coordinates as vectors.
  public var transposed: DenseNeighbours {
    DenseNeighbours((vectors.first ?? []).indices.map { column in vectors.map { $0[column] } })
  }

  /// x·y / ((‖x‖²)^α (‖y‖²)^(1−α) + shrinkage + 10⁻⁶), lengths over all entries or over common ones.
  public func cosine(
    _ x: Int, _ y: Int, alpha: Double = 0.5, shrinkage: Double = 0, coRated: Bool = false,
    power: (Double, Double) -> Double
  ) -> Double {
    var dot = 0.0
    var squares = (0.0, 0.0)
    for (a, b) in zip(vectors[x], vectors[y]) {
      if let a, let b { dot += a * b }
      if let a, !coRated || b != nil { squares.0 += a * a }
      if let b, !coRated || a != nil { squares.1 += b * b }
    }
    return dot / (power(squares.0, alpha) * power(squares.1, 1 - alpha) + shrinkage + 1e-6)
  }

  /// How many coordinates both have, and how many each has.
  public func counts(_ x: Int, _ y: Int) -> (both: Double, x: Double, y: Double) {
    let both = zip(vectors[x], vectors[y]).filter { $0 != nil && $1 != nil }.count
    return (
      Double(both), Double(vectors[x].compactMap(\.self).count), Double(vectors[y].compactMap(\.self).count)
    )
  }
}
