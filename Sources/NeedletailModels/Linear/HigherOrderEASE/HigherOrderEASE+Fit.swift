public import NeedletailCore
import NeedletailData
import NeedletailMath

extension HigherOrderEASE {
  /// The matrices that are alive during the steps; with a threshold, those without pairs.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    var pairs = 0
    if case .count(let count) = choice { pairs = min(count, shape.items * max(shape.items - 1, 0) / 2) }
    return memory(items: shape.items, pairs: pairs)
  }

  private func memory(items: Int, pairs: Int) -> MemoryEstimate {
    MemoryEstimate([
      .init("items × items", bytes: 12 * items * items),
      .init("pairs × pairs", bytes: 8 * pairs * pairs),
      .init("pairs × items", bytes: 24 * pairs * items),
    ])
  }

  /// The operations of the inverses and of the products of all steps, at the speed of a core with AVX2.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    guard case .count(let count) = choice else { return nil }
    let (items, pairs) = (Double(shape.items), Double(count))
    let step = 4 * items * items * pairs + 2 * pairs * pairs * items
    return (items * items * items + pairs * pairs * pairs + Double(epochs + 1) * step)
      / (80e9 * Double(threads))
  }

  /// Chooses the pairs and finds both kinds of weights.
  ///
  /// - Throws: `TrainingError` when weights of the data are not one, the pairs do not fit into memory, or a ridge is
  ///   too small for 32-bit floats; `CancelledError`.
  /// - Complexity: O(n³ + R³ + epochs · (n²R + R²n)) for n items and R pairs.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    if let other = data.matrix.values?.withUnsafeBufferPointer({ $0.first { $0 != 1 } }) {
      throw TrainingError(
        "\(Self.name) needs weights of one, found \(other): its pairs are items that somebody has both of; "
          + "use the binary weighting")
    }
    options.progress?(Progress(stage: "Gram matrix", completed: 0, total: 1))
    let gram = try SymmetricTiles.gram(
      of: data.matrix, pool: options.pool, cancellation: options.cancellation)
    let pairs = ItemPairs(gram, choice)
    try options.checkMemory(
      memory(items: gram.order, pairs: pairs.count), for: "\(Self.name) with \(pairs.count) pairs",
      remedy: "take fewer pairs")
    let trainer = try PairTrainer(self, data.matrix, gram: consume gram, pairs: pairs, options: options)
    return try trainer.train(epochs: epochs, options: options)
  }
}
