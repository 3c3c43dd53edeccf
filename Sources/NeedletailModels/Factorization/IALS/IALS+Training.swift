public import NeedletailCore
import NeedletailData
import NeedletailMath

extension IALS {
  /// The bytes that fitting needs at its peak, beyond the data.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let stride = paddedDimension
    let longest = min(max(shape.users, shape.items), stride)
    let scratch = RowSystems.scratchCount(dimension: dimension, entries: longest)
    var terms: [MemoryEstimate.Term] = [
      .init("vectors of users and items", bytes: 4 * (shape.users + shape.items) * stride),
      .init("items packed for scoring", bytes: 4 * shape.items * stride),
      .init("transposed matrix", bytes: 8 * shape.interactions + 8 * (shape.items + 1)),
      .init("regularisation, losses, fingerprints", bytes: 20 * shape.users + 12 * shape.items),
      .init("Gramian, its axes and their work space", bytes: (64 + 8 + 3 * 8 + 4) * dimension * dimension),
      .init("scratch of \(threads) threads", bytes: 4 * threads * (scratch + 512 * stride)),
    ]
    if solver == .block {
      terms.append(.init("cached predictions and their places", bytes: 12 * shape.interactions))
    }
    return MemoryEstimate(terms)
  }

  /// The operations of the rows' systems, at the mean length of a history, and of the turns into principal
  /// axes, at the speed of a core with AVX2.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    let dimension = Double(self.dimension)
    let operations = [shape.users, shape.items].map { rows -> Double in
      let rows = Double(max(1, rows))
      let entries = Double(shape.interactions) / rows
      let (small, large) = (min(entries, dimension), max(entries, dimension))
      return rows * (small * small * large + small * small * small / 3 + 4 * dimension * dimension)
    }
    return Double(epochs) * (operations[0] + operations[1]) / (15e9 * Double(threads))
  }

  /// Fits a model; `options.stopping` is honoured.
  ///
  /// A previous iALS model of the same dimension and as many items gives the items their start: with the same
  /// numbering of items a few epochs then do for data that changed a little. Any other is ignored.
  /// - Throws: `TrainingError` when there are no interactions, a weight is negative or not finite, or the
  ///   vectors overflow; `CancelledError` when interrupted.
  /// - Complexity: O(m²k + m³) a row of n entries and epoch, m = min(n, d), k = max(n, d), and O(d³) an epoch.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    let start = (previous as? IALSModel)?.itemFactors
    return try Fit(
      algorithm: self,
      trainer: IALSTrainer(self, matrix: data.matrix, start: start, options: options), data: data,
      pool: options.pool
    ).train(epochs: epochs, options: options)
  }

  /// A fit in epochs, with what its model keeps of the data.
  private struct Fit: EpochTrainer {
    let algorithm: IALS
    var trainer: IALSTrainer
    let data: TrainingData
    let pool: WorkerPool

    mutating func runEpoch() throws -> String { "loss \(Float(try trainer.runEpoch()))" }

    consuming func model(epochs: Int) throws -> any Recommender {
      let (algorithm, data, pool) = (self.algorithm, self.data, self.pool)
      var trainer = self.trainer
      _ = consume self
      let spectrum = try trainer.finish()
      return IALSModel(
        try algorithm.setting(["epochs": .integer(epochs)]), l2: trainer.algorithm.l2,
        userFactors: trainer.users.factors,
        itemFactors: trainer.items.factors, spectrum: spectrum, fingerprints: data.profileFingerprints(pool))
    }
  }
}
