import COpenBLAS
public import NeedletailCore
public import NeedletailData
public import NeedletailMath

extension IALSModel: Explaining {
  /// What each item of the profile adds to the score of a candidate (Hu, Koren and Volinsky, section 5).
  ///
  /// The user's vector is A⁻¹ Σ w_j h_j, so the score is a sum of w_j ⟨h, A⁻¹ h_j⟩ over the history. With
  /// S = diag(√w), D the diagonal part of A and Z = S H D^(-1/2), that is √w_j times an element of
  /// Z (I + ZᵀZ)⁻¹ D^(-1/2) h, or of (I + ZZᵀ)⁻¹ Z D^(-1/2) h, whichever system is smaller.
  /// - Precondition: item rows lie in `0..<itemCount`.
  public func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    let profile = query.profile
    let (count, dimension) = (profile.items.count, spectrum.count)
    guard count > 0 else { return [] }
    let roots = profile.weights.map { $0 > 0 && $0.isFinite ? Double($0).squareRoot() : 0 }
    let ridge = Double(
      ials.ridge(weight: roots.reduce(0) { $0 + $1 * $1 }, others: itemCount))
    let scale = spectrum.map { value in
      let weight = Double(value * Float(ials.unobservedWeight)) + ridge
      return weight > 0 ? 1 / weight.squareRoot() : 0
    }
    var z: [Double] = []
    z.reserveCapacity(count * dimension)
    for (root, other) in zip(roots, profile.items) {
      let row = itemFactors.row(Int(other))
      for k in 0..<dimension { z.append(root * Double(row[k]) * scale[k]) }
    }
    let target = itemFactors.row(item.index)
    let right = (0..<dimension).map { Double(target[$0]) * scale[$0] }
    let parts =
      count < dimension
      ? try Self.solve(
        z, transposed: true, rows: count, columns: dimension, Self.product(z, right, rows: count))
      : Self.product(
        z, try Self.solve(z, transposed: false, rows: count, columns: dimension, right), rows: count)
    return profile.items.indices.map {
      ScoredItem(item: profile.items[$0], score: Float(roots[$0] * parts[$0]))
    }
  }

  /// z times a vector.
  private static func product(_ z: [Double], _ vector: [Double], rows: Int) -> [Double] {
    let columns = Int32(vector.count)
    var result = [Double](repeating: 0, count: rows)
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, Int32(rows), columns, 1, z, columns, vector, 1, 0, &result, 1)
    return result
  }

  /// (I + ZZᵀ)⁻¹ or (I + ZᵀZ)⁻¹ times a vector.
  private static func solve(
    _ z: [Double], transposed: Bool, rows: Int, columns: Int, _ vector: [Double]
  ) throws -> [Double] {
    var size = Int32(vector.count)
    var system = [Double](repeating: 0, count: vector.count * vector.count)
    for index in vector.indices { system[index * (vector.count + 1)] = 1 }
    // Lower in row-major order is upper in the column-major order of LAPACK.
    cblas_dsyrk(
      CblasRowMajor, CblasLower, transposed ? CblasNoTrans : CblasTrans, size,
      Int32(transposed ? columns : rows), 1, z, Int32(columns), 1, &system, size)
    var result = vector
    var one: Int32 = 1
    var info: Int32 = 0
    dposv_("U", &size, &one, &system, &size, &result, &size, &info)
    guard info == 0 else { throw TrainingError("the system of an explanation is not positive (\(info))") }
    return result
  }
}
