import NeedletailCore
import NeedletailMath

/// The closed form that EASE and its weighted kin share.
enum ClosedForm {
  /// P = (G + λI + p/(1−p) · diag(G))⁻¹ for the Gram matrix G = Xᵀ diag(w) X.
  ///
  /// - Parameters:
  ///   - rowWeights: w, one number a user; nil is all ones.
  ///   - l2: λ.
  ///   - dropout: p, 0 for the plain form.
  ///   - name: the model's, for the message of an error.
  /// - Throws: `CancelledError`, or `TrainingError` when `l2` is so small that the matrix cannot be inverted in
  ///   32-bit floats.
  /// - Complexity: O(Σ n²) for histories of n items, and items³.
  static func inverse(
    of matrix: CSRMatrix, rowWeights: [Float]? = nil, l2: Double, dropout: Double = 0, name: String,
    options: TrainingOptions
  ) throws -> SymmetricTiles {
    options.progress?(Progress(stage: "Gram matrix", completed: 0, total: 1))
    var tiles = try SymmetricTiles.gram(
      of: matrix, rowWeights: rowWeights, pool: options.pool, cancellation: options.cancellation)
    let growth = dropout / (1 - dropout)
    tiles.updateDiagonal { element, _ in element = Float(Double(element) * (1 + growth) + l2) }
    let progress = options.progress
    let report: TileProgress = { completed, total in
      progress?(Progress(stage: "invert", completed: completed, total: total))
    }
    do {
      try tiles.invert(pool: options.pool, cancellation: options.cancellation, progress: report)
    } catch let error as NotPositiveDefiniteError {
      throw TrainingError("\(name): \(error); raise l2, which is \(l2)")
    }
    return tiles
  }

  /// What `inverse` takes at its peak: the lower tiles of the Gram matrix, and what its inversion puts aside.
  static func memoryTerms(items: Int, threads: Int) -> [MemoryEstimate.Term] {
    let edge = SymmetricTiles.standardEdge
    return [
      .init("Gram matrix, lower tiles", bytes: 4 * SymmetricTiles.elementCount(order: items)),
      .init("columns put aside by the inversion", bytes: 8 * items * edge),
      .init("sums of the inversion", bytes: 4 * edge * edge * threads),
    ]
  }

  /// The formula of `memoryTerms` in words.
  static let memoryFormula =
    "2·n·(n + 512) + 4096·n + 2²⁰·threads bytes for n items: "
    + "the lower tiles of the Gram matrix, and what its inversion puts aside"

  /// The items³ operations of the inverse at the speed of a core with AVX2.
  static func expectedSeconds(items: Int, threads: Int) -> Double {
    let order = Double(items)
    return order * order * order / (80e9 * Double(threads))
  }
}
