import Glibc
public import NeedletailCore
public import NeedletailMath

/// Implicit alternating least squares: users and items as vectors whose inner product is near one for what
/// happened and near zero for the rest.
///
/// Minimises, over user rows w and item rows h of `dimension` numbers, with ŷ = ⟨w, h⟩,
///
///     Σ over observed pairs  weight · (ŷ − 1)²  +  α₀ Σ over all pairs  ŷ²
///       + λ (Σ over users #ᵘ^ν ‖w‖² + Σ over items #ⁱ^ν ‖h‖²)
///
/// with # the sum of a row's weights plus α₀ times the number of rows on the other side. The second sum runs
/// over all pairs, observed ones included; nothing is halved. With weights of one this is the objective of
/// Rendle, Krichene, Zhang and Koren (RecSys 2022); that of Hu, Koren and Volinsky (ICDM 2008) with
/// confidence 1 + αr ranks the same with α = 1/α₀ and an l2 of λ(1 + α₀)/α₀ #^ν.
///
/// ```swift
/// let model = try IALS(dimension: 128).fit(data, options: TrainingOptions())
/// ```
public struct IALS: Algorithm {
  /// How a half-step is solved.
  public enum Solver: String, Sendable, Hashable, CaseIterable {
    /// Every row to its minimum. Rows with fewer entries than dimensions through a system of one equation an
    /// entry, which makes it the faster solver at every dimension that was measured.
    case exact
    /// Every row to its minimum over `blockSize` dimensions after the other (Rendle, Krichene, Zhang and
    /// Koren, iALS++, 2021).
    case block
  }

  /// The length of the vectors.
  public let dimension: Int
  /// λ, the paper's regularisation.
  public let l2: Double
  /// The exponent that `l2` is stated for: λ is then whatever regularises as much, over all rows of the data, at
  /// `l2Exponent` (the paper's scale-free λ*, stated for 1). Negative: `l2` is λ itself.
  public let l2Reference: Double
  /// ν, how much the regularisation grows with a row's weight: 0 not at all, 1 in proportion.
  public let l2Exponent: Double
  /// α₀, the weight of every pair's ŷ².
  public let unobservedWeight: Double
  /// σ*: initial elements are normal with deviation σ*/√dimension.
  public let initialScale: Double
  /// Passes over users and items.
  public let epochs: Int
  /// How a half-step is solved.
  public let solver: Solver
  /// Dimensions that the block solver moves at a time.
  public let blockSize: Int
  /// Passes over blocks of dimensions by which a stranger's vector is found, from zero; 0 solves in closed form.
  public let foldInPasses: Int

  /// A value of hyper-parameters.
  ///
  /// - Precondition: every value lies in the range that `descriptor` declares.
  public init(
    dimension: Int = 128, l2: Double = 0.003, l2Exponent: Double = 1, l2Reference: Double = -1,
    unobservedWeight: Double = 0.1, initialScale: Double = 0.1, epochs: Int = 16, solver: Solver = .exact,
    blockSize: Int = 32, foldInPasses: Int = 0
  ) {
    precondition(dimension >= 1 && blockSize >= 1, "dimension \(dimension), blockSize \(blockSize)")
    precondition(epochs >= 1 && foldInPasses >= 0, "epochs \(epochs), foldInPasses \(foldInPasses)")
    precondition(
      l2 >= 0 && unobservedWeight > 0 && initialScale > 0,
      "l2 \(l2), unobservedWeight \(unobservedWeight), initialScale \(initialScale)")
    self.dimension = dimension
    self.l2 = l2
    self.l2Exponent = l2Exponent
    self.l2Reference = l2Reference
    self.unobservedWeight = unobservedWeight
    self.initialScale = initialScale
    self.epochs = epochs
    self.solver = solver
    self.blockSize = blockSize
    self.foldInPasses = foldInPasses
  }

  /// The same with λ itself in `l2`: what a scale-free `l2` comes to on a matrix.
  ///
  /// - Complexity: O(interactions) when there is something to convert.
  package func resolved(for matrix: CSRMatrix) -> IALS {
    guard l2Reference >= 0, l2Reference != l2Exponent else { return self }
    return resolved(
      l2: Self.l2(
        l2, atExponent: l2Reference, as: l2Exponent, unobservedWeight: unobservedWeight, matrix: matrix))
  }

  /// The same with λ itself in `l2`.
  func resolved(l2: Double) -> IALS {
    IALS(
      dimension: dimension, l2: l2, l2Exponent: l2Exponent, unobservedWeight: unobservedWeight,
      initialScale: initialScale, epochs: epochs, solver: solver, blockSize: blockSize,
      foldInPasses: foldInPasses)
  }

  /// λ #^ν of a row.
  ///
  /// - Parameters:
  ///   - weight: the sum of the row's weights.
  ///   - others: the number of rows on the other side.
  package func ridge(weight: Double, others: Int) -> Float {
    Float(l2 * pow(weight + unobservedWeight * Double(others), l2Exponent))
  }

  /// The l2 at exponent `l2Exponent` that regularises as much, over all rows of a matrix, as another at another
  /// exponent: what makes values comparable in a search (Rendle and others, RecSys 2022).
  ///
  /// - Parameters:
  ///   - l2: λ at the reference exponent.
  ///   - reference: the exponent that it was found for.
  ///   - l2Exponent: the exponent that is wanted.
  ///   - unobservedWeight: α₀.
  ///   - matrix: weights, users × items.
  public static func l2(
    _ l2: Double, atExponent reference: Double, as l2Exponent: Double, unobservedWeight: Double,
    matrix: CSRMatrix
  ) -> Double {
    func total(_ exponent: Double) -> Double {
      let unit = IALS(l2: 1, l2Exponent: exponent, unobservedWeight: unobservedWeight)
      return [matrix, matrix.transposed()].reduce(0.0) { sum, side in
        FactorSide.weights(side).reduce(sum) { $0 + Double(unit.ridge(weight: $1, others: side.columns)) }
      }
    }
    return l2 * total(reference) / total(l2Exponent)
  }
}
