package import NeedletailMath

/// What needs no network: the linear terms of the log-odds, the pairs of a factorisation machine (Rendle, ICDM 2010), and
/// the vectors of fields that networks are given.
///
/// With x the multipliers of an example's entries, w their weights and v their vectors: Σ x w, over crosses too;
/// ½ Σ_f [(Σ x v_f)² − Σ x² v_f²], which is the sum of ⟨v_i, v_j⟩ x_i x_j over all pairs in O(entries × dimension); and
/// for each field the sum of x v over its entries. Sums run in the order of entries: an example has the same bits in any
/// batch.
package struct ShallowTerms {
  /// The length of vectors; 0 for none.
  package let dimension: Int
  /// Whether pairs are summed up.
  package let hasPairs: Bool
  /// Whether networks are given vectors of fields.
  package let keepsVectors: Bool

  /// Numbers of the entries of a batch, in their order: what was gathered of tables, or gradients by it.
  package struct Gathered {
    /// The weight of each entry; none for a model without weights.
    package let weights: HostNumbers
    /// The weight of each cross.
    package let crosses: HostNumbers
    /// The vector of each entry: entries × dimension.
    package let vectors: HostNumbers

    /// Numbers in the order of entries.
    package init(
      weights: HostNumbers = HostNumbers(), crosses: HostNumbers = HostNumbers(),
      vectors: HostNumbers = HostNumbers()
    ) {
      self.weights = weights
      self.crosses = crosses
      self.vectors = vectors
    }
  }

  /// What examples come to; its memory serves batch after batch.
  package struct Sums {
    /// The log-odds by weights, crosses and pairs: one number an example.
    package let base = HostNumbers()
    /// Vectors of fields: examples × fields × dimension; empty when not kept, and for plain entries, whose own they are.
    package let vectors = HostNumbers()
    /// Σ x v of each example, for the gradient of pairs: examples × dimension; empty without pairs.
    package let totals = HostNumbers()

    /// Memory for sums.
    package init() {}
  }

  /// The terms of a model.
  package init(dimension: Int, hasPairs: Bool, keepsVectors: Bool) {
    self.dimension = dimension
    self.hasPairs = hasPairs
    self.keepsVectors = keepsVectors
  }

  /// Examples of a tile of the parallel loops.
  private static let tile = 128

  private func forEach(_ count: Int, _ pool: WorkerPool, _ body: @Sendable (Int) -> Void) {
    pool.forEach(count: (count + Self.tile - 1) / Self.tile) { tile in
      for example in tile * Self.tile..<min(count, (tile + 1) * Self.tile) { body(example) }
    }
  }

  /// Sums up a batch.
  package func sum(_ entries: FieldEntries, _ gathered: Gathered, into sums: Sums, pool: WorkerPool) {
    sums.base.resize(entries.count)
    sums.vectors.resize(
      keepsVectors && !entries.isPlain ? entries.count * entries.fieldCount * dimension : 0)
    sums.totals.resize(hasPairs ? entries.count * dimension : 0)
    entries.withPointers { entries in
      let numbers = Numbers(gathered)
      let (base, vectors) = (SharedPointer(sums.base.memory), SharedPointer(sums.vectors.memory))
      let totals = SharedPointer(sums.totals.memory)
      forEach(entries.count, pool) { example in
        base[example] = linear(entries, numbers, example)
        if hasPairs { base[example] += pairs(entries, numbers, example, totals.base + example * dimension) }
        if keepsVectors && !entries.isPlain {
          sumFields(
            entries, numbers, example, vectors.base + example * entries.fieldCount * dimension)
        }
      }
    }
  }

  /// The vectors of fields of a batch that was summed up: examples × fields × dimension.
  package func fieldVectors(_ entries: FieldEntries, _ gathered: Gathered, _ sums: Sums) -> HostNumbers {
    entries.isPlain ? gathered.vectors : sums.vectors
  }

  private func linear(_ entries: FieldEntries.Pointers, _ numbers: Numbers, _ example: Int) -> Float {
    var sum: Float = 0
    if numbers.hasWeights {
      for entry in entries.ofExample(example) { sum += numbers.weights[entry] * entries.values[entry] }
    }
    for cross in entries.crosses(example) { sum += numbers.crosses[cross] * entries.crossValues[cross] }
    return sum
  }

  private func pairs(
    _ entries: FieldEntries.Pointers, _ numbers: Numbers, _ example: Int,
    _ total: UnsafeMutablePointer<Float>
  ) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { squares in
      let squares = squares.baseAddress!
      squares.initialize(repeating: 0, count: dimension)
      total.update(repeating: 0, count: dimension)
      for entry in entries.ofExample(example) {
        let (vector, value) = (numbers.vectors.base + entry * dimension, entries.values[entry])
        for place in 0..<dimension {
          let part = vector[place] * value
          total[place] += part
          squares[place] += part * part
        }
      }
      var sum: Float = 0
      for place in 0..<dimension { sum += total[place] * total[place] - squares[place] }
      return sum / 2
    }
  }

  private func sumFields(
    _ entries: FieldEntries.Pointers, _ numbers: Numbers, _ example: Int,
    _ target: UnsafeMutablePointer<Float>
  ) {
    target.update(repeating: 0, count: entries.fieldCount * dimension)
    for field in 0..<entries.fieldCount {
      let sum = target + field * dimension
      for entry in entries.ofSlot(example * entries.fieldCount + field) {
        let (vector, value) = (numbers.vectors.base + entry * dimension, entries.values[entry])
        for place in 0..<dimension { sum[place] += vector[place] * value }
      }
    }
  }

  /// The gradients of what was gathered.
  ///
  /// - Parameters:
  ///   - base: of the loss by `Sums.base`; empty for a model that has only vectors of fields.
  ///   - fields: of the loss by the vectors of fields; empty when these are not kept.
  ///   - target: gets the gradients.
  package func gradients(
    _ entries: FieldEntries, _ gathered: Gathered, _ sums: Sums, base: UnsafeBufferPointer<Float>,
    fields: UnsafeBufferPointer<Float>, into target: Gathered, pool: WorkerPool
  ) {
    target.weights.resize(gathered.weights.count)
    target.crosses.resize(gathered.crosses.count)
    target.vectors.resize(gathered.vectors.count)
    entries.withPointers { entries in
      let (numbers, target) = (Numbers(gathered), Numbers(target))
      let totals = SharedPointer(sums.totals.memory)
      let base = SharedPointer(UnsafeMutableBufferPointer(mutating: base))
      let fields = SharedPointer(UnsafeMutableBufferPointer(mutating: fields))
      forEach(entries.count, pool) { example in
        if numbers.hasWeights {
          for entry in entries.ofExample(example) {
            target.weights[entry] = base[example] * entries.values[entry]
          }
        }
        for cross in entries.crosses(example) {
          target.crosses[cross] = base[example] * entries.crossValues[cross]
        }
        guard dimension > 0 else { return }
        for field in 0..<entries.fieldCount {
          let slot = example * entries.fieldCount + field
          for entry in entries.ofSlot(slot) {
            let (value, gradient) = (entries.values[entry], target.vectors.base + entry * dimension)
            let above = fields.base + slot * dimension
            if hasPairs {
              let vector = numbers.vectors.base + entry * dimension
              let total = totals.base + example * dimension
              let factor = base[example] * value
              if keepsVectors {
                for place in 0..<dimension {
                  gradient[place] = factor * (total[place] - value * vector[place]) + value * above[place]
                }
              } else {
                for place in 0..<dimension {
                  gradient[place] = factor * (total[place] - value * vector[place])
                }
              }
            } else {
              for place in 0..<dimension { gradient[place] = value * above[place] }
            }
          }
        }
      }
    }
  }

  /// Where numbers of entries lie.
  private struct Numbers: Sendable {
    let hasWeights: Bool
    let weights: SharedPointer<Float>
    let crosses: SharedPointer<Float>
    let vectors: SharedPointer<Float>

    init(_ gathered: Gathered) {
      hasWeights = gathered.weights.count > 0
      weights = SharedPointer(gathered.weights.memory)
      crosses = SharedPointer(gathered.crosses.memory)
      vectors = SharedPointer(gathered.vectors.memory)
    }
  }
}
