package import NeedletailCore
package import NeedletailMath

/// The state of a fit: both sides and the steps that move them.
package struct IALSTrainer {
  /// What is fitted, with λ itself in its `l2`.
  package let algorithm: IALS
  /// Users; rows of the matrix.
  package var users: FactorSide
  /// Items; columns of the matrix.
  package var items: FactorSide
  private let options: TrainingOptions
  private var blocks: BlockStep?

  /// Vectors at their random start, or items where an earlier fit left them.
  ///
  /// - Parameter start: items × the dimension rounded up to 16; items of other data or another dimension are left
  ///   aside, and so are items without interactions.
  /// - Throws: `TrainingError` when a weight is negative or not finite, or there is none.
  package init(
    _ algorithm: IALS, matrix: CSRMatrix, start: Matrix? = nil, options: TrainingOptions
  ) throws {
    try Self.check(matrix)
    let algorithm = algorithm.resolved(for: matrix)
    self.algorithm = algorithm
    self.options = options
    users = FactorSide(history: matrix, algorithm: algorithm)
    items = FactorSide(history: matrix.transposed(), algorithm: algorithm)
    let isWarm =
      start.map { $0.rows == matrix.columns && $0.columns == algorithm.paddedDimension } ?? false
    if let start, isWarm {
      items.take(start)
    } else {
      try items.draw(algorithm, purpose: RandomPurpose.items, options: options)
    }
    if algorithm.solver == .block {
      if isWarm {
        _ = try solveUsers()
      } else {
        try users.draw(algorithm, purpose: RandomPurpose.users, options: options)
      }
      blocks = BlockStep(matrix, itemHistory: items.history, algorithm: algorithm, options: options)
    }
  }

  /// Numbers that keep the random streams of this algorithm's uses apart.
  private enum RandomPurpose {
    static let users: UInt16 = 0x0A15
    static let items: UInt16 = 0x0A16
  }

  private static func check(_ matrix: CSRMatrix) throws {
    guard matrix.count > 0 else {
      throw TrainingError("iALS needs interactions; the training data have none")
    }
    let smallest = matrix.values?.withUnsafeBufferPointer { $0.first { !($0 >= 0 && $0.isFinite) } }
    if let smallest {
      throw TrainingError(
        "iALS needs weights that are finite and not negative; found \(smallest): choose another weighting")
    }
  }

  /// One pass over users and items.
  ///
  /// - Returns: the loss after it.
  package mutating func runEpoch() throws -> Double {
    if let loss = try blocks?.runEpoch(users: &users, items: &items) { return loss }
    _ = try solveUsers()
    return try solveItems()
  }

  /// Every user to its minimum given the items.
  ///
  /// - Returns: the loss after it.
  package mutating func solveUsers() throws -> Double {
    let step = try ExactStep.solve(&users, fixed: &items.factors, algorithm: algorithm, options: options)
    return step.loss + items.regularisation
  }

  /// Every item to its minimum given the users.
  ///
  /// - Returns: the loss after it.
  package mutating func solveItems() throws -> Double {
    let step = try ExactStep.solve(&items, fixed: &users.factors, algorithm: algorithm, options: options)
    return step.loss + users.regularisation
  }

  /// Turns both sides into the basis that models are kept in and solves the users once more.
  ///
  /// The rows of known users then are what folding in their history gives, to the bit.
  /// - Returns: the eigenvalues of the items' Gramian.
  package mutating func finish() throws -> [Float] {
    try ExactStep.solve(&users, fixed: &items.factors, algorithm: algorithm, options: options).spectrum
  }
}
