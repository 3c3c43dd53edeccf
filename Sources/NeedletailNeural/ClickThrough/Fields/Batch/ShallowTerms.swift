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

  /// Gathered numbers of a batch, in the order of its entries.
  package struct Gathered {
    /// The weight of each entry; none for a model without weights.
    package var weights: [Float] = []
    /// The weight of each cross.
    package var crosses: [Float] = []
    /// The vector of each entry: entries × dimension.
    package var vectors: [Float] = []

    /// Numbers in the order of entries.
    package init(weights: [Float] = [], crosses: [Float] = [], vectors: [Float] = []) {
      self.weights = weights
      self.crosses = crosses
      self.vectors = vectors
    }
  }

  /// What examples come to.
  package struct Sums {
    /// The log-odds by weights, crosses and pairs: one number an example.
    package var base: [Float]
    /// Vectors of fields: examples × fields × dimension; empty when not kept.
    package var vectors: [Float]
    /// Σ x v of each example, for the gradient of pairs: examples × dimension; empty without pairs.
    package var totals: [Float]
  }

  /// The terms of a model.
  package init(dimension: Int, hasPairs: Bool, keepsVectors: Bool) {
    self.dimension = dimension
    self.hasPairs = hasPairs
    self.keepsVectors = keepsVectors
  }

  /// Examples of a tile of the parallel loops.
  private static let tile = 128

  /// Sums up a batch.
  package func sums(_ entries: FieldEntries, _ gathered: Gathered, pool: WorkerPool) -> Sums {
    let (k, fields) = (dimension, entries.fieldCount)
    var sums = Sums(
      base: [Float](repeating: 0, count: entries.count),
      vectors: [Float](repeating: 0, count: keepsVectors ? entries.count * fields * k : 0),
      totals: [Float](repeating: 0, count: hasPairs ? entries.count * k : 0))
    sums.base.withUnsafeMutableBufferPointer { base in
      sums.vectors.withUnsafeMutableBufferPointer { vectors in
        sums.totals.withUnsafeMutableBufferPointer { totals in
          let (base, vectors, totals) = (SharedPointer(base), SharedPointer(vectors), SharedPointer(totals))
          pool.forEach(count: (entries.count + Self.tile - 1) / Self.tile) { tile in
            for example in tile * Self.tile..<min(entries.count, (tile + 1) * Self.tile) {
              base[example] = linear(entries, gathered, example)
              if hasPairs {
                base[example] += pairs(entries, gathered.vectors, example, totals.base + example * k)
              }
              if keepsVectors {
                addFields(entries, gathered.vectors, example, vectors.base + example * fields * k)
              }
            }
          }
        }
      }
    }
    return sums
  }

  private func linear(_ entries: FieldEntries, _ gathered: Gathered, _ example: Int) -> Float {
    var sum: Float = 0
    if !gathered.weights.isEmpty {
      for entry in range(entries, example) { sum += gathered.weights[entry] * entries.values[entry] }
    }
    if entries.crossStarts.count > 1 {
      for cross in Int(entries.crossStarts[example])..<Int(entries.crossStarts[example + 1]) {
        sum += gathered.crosses[cross] * entries.crossValues[cross]
      }
    }
    return sum
  }

  private func range(_ entries: FieldEntries, _ example: Int) -> Range<Int> {
    let fields = entries.fieldCount
    return Int(entries.starts[example * fields])..<Int(entries.starts[(example + 1) * fields])
  }

  private func pairs(
    _ entries: FieldEntries, _ vectors: [Float], _ example: Int, _ total: UnsafeMutablePointer<Float>
  ) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { squares in
      squares.initialize(repeating: 0)
      vectors.withUnsafeBufferPointer { vectors in
        for entry in range(entries, example) {
          let (vector, value) = (vectors.baseAddress! + entry * dimension, entries.values[entry])
          for place in 0..<dimension {
            let part = vector[place] * value
            total[place] += part
            squares[place] += part * part
          }
        }
      }
      var sum: Float = 0
      for place in 0..<dimension { sum += total[place] * total[place] - squares[place] }
      return sum / 2
    }
  }

  private func addFields(
    _ entries: FieldEntries, _ vectors: [Float], _ example: Int, _ target: UnsafeMutablePointer<Float>
  ) {
    vectors.withUnsafeBufferPointer { vectors in
      for field in 0..<entries.fieldCount {
        let slot = example * entries.fieldCount + field
        let sum = target + field * dimension
        for entry in Int(entries.starts[slot])..<Int(entries.starts[slot + 1]) {
          let (vector, value) = (vectors.baseAddress! + entry * dimension, entries.values[entry])
          for place in 0..<dimension { sum[place] += vector[place] * value }
        }
      }
    }
  }

  /// The gradients of what was gathered.
  ///
  /// - Parameters:
  ///   - base: of the loss by `Sums.base`; empty for a model that has only vectors of fields.
  ///   - fields: of the loss by `Sums.vectors`; empty when these are not kept.
  package func gradients(
    _ entries: FieldEntries, _ gathered: Gathered, _ sums: Sums, base: [Float], fields: [Float],
    pool: WorkerPool
  ) -> Gathered {
    let k = dimension
    var result = Gathered(
      weights: [Float](repeating: 0, count: gathered.weights.count),
      crosses: [Float](repeating: 0, count: gathered.crosses.count),
      vectors: [Float](repeating: 0, count: gathered.vectors.count))
    result.weights.withUnsafeMutableBufferPointer { weights in
      result.crosses.withUnsafeMutableBufferPointer { crosses in
        result.vectors.withUnsafeMutableBufferPointer { vectors in
          let hasWeights = !weights.isEmpty
          let (weights, crosses) = (SharedPointer(weights), SharedPointer(crosses))
          let vectors = SharedPointer(vectors)
          pool.forEach(count: (entries.count + Self.tile - 1) / Self.tile) { tile in
            for example in tile * Self.tile..<min(entries.count, (tile + 1) * Self.tile) {
              if hasWeights {
                for entry in range(entries, example) {
                  weights[entry] = base[example] * entries.values[entry]
                }
              }
              if entries.crossStarts.count > 1 {
                for cross in Int(entries.crossStarts[example])..<Int(entries.crossStarts[example + 1]) {
                  crosses[cross] = base[example] * entries.crossValues[cross]
                }
              }
              guard k > 0 else { continue }
              addVectors(
                entries, gathered, sums, base.isEmpty ? 0 : base[example], fields, example, vectors.base)
            }
          }
        }
      }
    }
    return result
  }

  private func addVectors(
    _ entries: FieldEntries, _ gathered: Gathered, _ sums: Sums, _ base: Float, _ fields: [Float],
    _ example: Int, _ target: UnsafeMutablePointer<Float>
  ) {
    let k = dimension
    gathered.vectors.withUnsafeBufferPointer { vectors in
      sums.totals.withUnsafeBufferPointer { totals in
        fields.withUnsafeBufferPointer { fields in
          for field in 0..<entries.fieldCount {
            let slot = example * entries.fieldCount + field
            for entry in Int(entries.starts[slot])..<Int(entries.starts[slot + 1]) {
              let (value, gradient) = (entries.values[entry], target + entry * k)
              if hasPairs {
                let (vector, total) = (vectors.baseAddress! + entry * k, totals.baseAddress! + example * k)
                for place in 0..<k {
                  gradient[place] += base * value * (total[place] - value * vector[place])
                }
              }
              if keepsVectors {
                let above = fields.baseAddress! + slot * k
                for place in 0..<k { gradient[place] += value * above[place] }
              }
            }
          }
        }
      }
    }
  }
}
