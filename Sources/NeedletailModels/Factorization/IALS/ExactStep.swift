import NeedletailCore
import NeedletailMath

/// One half-step of exact alternating least squares.
enum ExactStep {
  /// Moves every row of one side to its minimum given the other, whose vectors are turned in place; both
  /// sides share the new basis afterwards.
  ///
  /// - Returns: the eigenvalues of the fixed side's Gramian, and the loss without the fixed side's
  ///   regularisation.
  /// - Complexity: O(m²k + m³) a row of n entries, m = min(n, d), k = max(n, d).
  static func solve(
    _ side: inout FactorSide, fixed: inout Matrix, algorithm: IALS, options: TrainingOptions
  ) throws -> (spectrum: [Float], loss: Double) {
    let spectrum = try PrincipalAxes.turn(&fixed, dimension: algorithm.dimension, options: options)
    var losses = SharedBuffer<Double>(zeros: side.history.rows)
    let (history, ridge) = (side.history, side.ridge)
    let scratch = ScratchPool(
      count: RowSystems.scratchCount(dimension: algorithm.dimension, entries: history.longestRow))
    try side.factors.withUnsafeMutableBufferPointer { solved in
      try losses.withUnsafeMutableBufferPointer { losses in
        try RowSystems.with(
          history: history, ridge: ridge, fixed: fixed,
          spectrum: spectrum.map { $0 * Float(algorithm.unobservedWeight) },
          solved: solved.baseAddress, losses: losses.baseAddress
        ) { systems in
          try options.pool.forEach(rows: history.rows, cancellation: options.cancellation) { range in
            scratch.withScratch { systems.solve(range, scratch: $0) }
          }
        }
      }
    }
    return (spectrum, losses.withUnsafeBufferPointer { $0.reduce(0, +) })
  }
}
