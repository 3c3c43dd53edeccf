import CKernels
package import NeedletailCore
package import NeedletailMath

/// The state of a fit of `HigherOrderEASE`: the method of multipliers on two copies of the pairs' weights.
///
/// With G = XᵀX, F = ZᵀX, P = (G + λ_B I)⁻¹ and Q = (ZᵀZ + (λ_C + ρ) I)⁻¹, a step is
/// B ← the best for C; C ← Q (F − F B + ρ (D − U)); D ← C + U without what is not allowed; U ← U + C − D.
/// Since P G = I − λ_B P, the first is B ← I − P Fᵀ C − P diag(γ), with the γ that make the diagonal zero.
package struct PairTrainer: EpochTrainer {
  private let algorithm: HigherOrderEASE
  private let options: TrainingOptions
  /// The pairs that speak.
  package let pairs: ItemPairs
  /// P, items × items.
  private let inverse: Matrix
  /// P Fᵀ, items × pairs.
  private let outlook: Matrix
  /// Q, pairs × pairs.
  private let pairInverse: Matrix
  /// Q F, pairs × items.
  private let start: Matrix
  /// C, pairs × items: the copy that is fitted.
  private var free: Matrix
  /// D − U, pairs × items.
  private var pull: Matrix
  /// U, pairs × items: how far both copies were apart, summed up.
  private var dual: Matrix
  /// B, items × items, as the last step left it.
  package private(set) var itemWeights: Matrix

  /// D, pairs × items: the copy that is allowed.
  package var pairWeights: Matrix {
    var result = pull
    result.add(dual)
    return result
  }

  /// All weights zero.
  ///
  /// - Parameters:
  ///   - matrix: users × items, all ones.
  ///   - gram: XᵀX.
  package init(
    _ algorithm: HigherOrderEASE, _ matrix: CSRMatrix, gram: consuming SymmetricTiles, pairs: ItemPairs,
    options: TrainingOptions
  ) throws {
    self.algorithm = algorithm
    self.options = options
    self.pairs = pairs
    let (pool, cancellation) = (options.pool, options.cancellation)
    let features = pairs.features(of: matrix)
    let links = try Self.links(features.transposed(), matrix, options)
    let pairGram = try SymmetricTiles.gram(of: features, pool: pool, cancellation: cancellation)
    inverse = try Self.inverse(gram, algorithm.l2, "l2", "invert items", options)
    pairInverse = try Self.inverse(
      pairGram, algorithm.l2Pairs + algorithm.rho, "l2Pairs", "invert pairs", options)
    outlook = try Matrix.product(inverse.plain, links.turned, pool: pool, cancellation: cancellation)
    start = try Matrix.product(pairInverse.plain, links.plain, pool: pool, cancellation: cancellation)
    free = Matrix(rows: pairs.count, columns: matrix.columns)
    pull = free
    dual = free
    itemWeights = Matrix(rows: matrix.columns, columns: matrix.columns)
  }

  /// F = ZᵀX, pairs × items.
  private static func links(
    _ byPair: CSRMatrix, _ matrix: CSRMatrix, _ options: TrainingOptions
  ) throws -> Matrix {
    var links = Matrix(rows: byPair.rows, columns: matrix.columns)
    let width = matrix.columns
    try links.withUnsafeMutableBufferPointer { target in
      let target = SharedPointer(target)
      try options.pool.forEach(rows: byPair.rows, cancellation: options.cancellation) { range in
        byPair.columnIndices.withUnsafeBufferPointer { users in
          matrix.withUnsafeParts { offsets, columns, values in
            for pair in range {
              let own = UnsafeBufferPointer(rebasing: users[byPair.range(ofRow: pair)])
              guard let first = own.baseAddress else { continue }
              needletail_add_rows(
                offsets, columns, values, first, nil, own.count, target.base + pair * width, nil)
            }
          }
        }
      }
    }
    return links
  }

  private static func inverse(
    _ gram: consuming SymmetricTiles, _ ridge: Double, _ name: String, _ stage: String,
    _ options: TrainingOptions
  ) throws -> Matrix {
    var tiles = gram
    tiles.addToDiagonal(Float(ridge))
    let progress = options.progress
    do {
      try tiles.invert(pool: options.pool, cancellation: options.cancellation) { completed, total in
        progress?(Progress(stage: stage, completed: completed, total: total))
      }
    } catch let error as NotPositiveDefiniteError {
      throw TrainingError("\(HigherOrderEASE.name): \(error); raise \(name)")
    }
    return tiles.dense
  }

  /// One step.
  ///
  /// - Returns: the largest difference between both copies of a weight.
  package mutating func runEpoch() throws -> String {
    try solveItems()
    try solvePairs()
    return "copies apart by \(project())"
  }

  /// B ← the best weights between items for C as it is.
  package mutating func solveItems() throws {
    try itemWeights.multiply(
      outlook.plain, free.plain, scale: -1, pool: options.pool, cancellation: options.cancellation)
    let items = itemWeights.rows
    let (inverse, options) = (inverse, options)
    let gamma = (0..<items).map { (1 + itemWeights[$0, $0]) / inverse[$0, $0] }
    try itemWeights.withUnsafeMutableBufferPointer { weights in
      let weights = SharedPointer(weights)
      try options.pool.forEach(rows: items, cancellation: options.cancellation) { range in
        inverse.withUnsafeBufferPointer { inverse in
          for row in range {
            for column in 0..<items {
              weights[row * items + column] -= inverse[row * items + column] * gamma[column]
            }
            weights[row * items + row] = 0
          }
        }
      }
    }
  }

  /// C ← Q F − Q F B + ρ Q (D − U).
  private mutating func solvePairs() throws {
    let (pool, cancellation) = (options.pool, options.cancellation)
    free.copy(start)
    try free.multiply(
      start.plain, itemWeights.plain, scale: -1, keeping: 1, pool: pool, cancellation: cancellation)
    try free.multiply(
      pairInverse.plain, pull.plain, scale: Float(algorithm.rho), keeping: 1, pool: pool,
      cancellation: cancellation)
  }

  /// D ← C + U without weights of a pair for its own items, and negative ones if they are not allowed.
  private mutating func project() -> Float {
    Self.project(free, &pull, &dual, pairs, nonNegative: algorithm.nonNegative)
  }

  private static func project(
    _ free: Matrix, _ pull: inout Matrix, _ dual: inout Matrix, _ pairs: ItemPairs, nonNegative: Bool
  ) -> Float {
    let items = free.columns
    var largest: Float = 0
    free.withUnsafeBufferPointer { free in
      pull.withUnsafeMutableBufferPointer { pull in
        dual.withUnsafeMutableBufferPointer { dual in
          for pair in 0..<pairs.count {
            let places = pair * items..<(pair + 1) * items
            for place in places {
              let sum = free[place] + dual[place]
              pull[place] = nonNegative ? max(sum, 0) : sum
              dual[place] = sum - pull[place]
            }
            for item in [pairs.first[pair], pairs.second[pair]] {
              let place = places.lowerBound + Int(item)
              dual[place] += pull[place]
              pull[place] = 0
            }
            for place in places {
              largest = max(largest, abs(free[place] - pull[place]))
              pull[place] -= dual[place]
            }
          }
        }
      }
    }
    return largest
  }

  /// The model of D, with the B that is best for it.
  package consuming func model(epochs: Int) throws -> any Recommender {
    var trainer = self
    trainer.free = trainer.pairWeights
    try trainer.solveItems()
    let weights = trainer.itemWeights.stacked(on: trainer.free)
    guard weights.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw TrainingError("\(HigherOrderEASE.name) diverged: raise l2, l2Pairs or rho")
    }
    return HigherOrderEASERecommender(
      try trainer.algorithm.setting(["epochs": .integer(epochs)]), pairs: trainer.pairs, weights: weights)
  }
}

extension Matrix {
  /// Takes over the elements of a matrix of the same shape, in its own memory.
  fileprivate mutating func copy(_ other: Matrix) {
    withUnsafeMutableBufferPointer { target in
      other.withUnsafeBufferPointer { source in
        if let start = source.baseAddress { target.baseAddress?.update(from: start, count: source.count) }
      }
    }
  }

  /// Adds a matrix of the same shape.
  fileprivate mutating func add(_ other: Matrix) {
    withUnsafeMutableBufferPointer { target in
      other.withUnsafeBufferPointer { source in for index in source.indices { target[index] += source[index] }
      }
    }
  }

  /// This matrix with another one's rows below.
  fileprivate func stacked(on other: Matrix) -> Matrix {
    let (upper, lower) = (elements, other.elements)
    let elements = SharedBuffer<Float>(count: upper.count + lower.count) { target in
      upper.withUnsafeBufferPointer {
        if let base = $0.baseAddress { target.baseAddress!.update(from: base, count: $0.count) }
      }
      lower.withUnsafeBufferPointer {
        if let base = $0.baseAddress {
          (target.baseAddress! + upper.count).update(from: base, count: $0.count)
        }
      }
    }
    return Matrix(rows: rows + other.rows, columns: columns, elements: elements)
  }
}
