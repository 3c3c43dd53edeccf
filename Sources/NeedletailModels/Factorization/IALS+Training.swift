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

  /// Fits a model; `previous` is ignored.
  ///
  /// - Throws: `TrainingError` when there are no interactions, a weight is negative or not finite, or the
  ///   vectors overflow; `CancelledError` when interrupted.
  /// - Complexity: O(m²k + m³) a row of n entries and epoch, m = min(n, d), k = max(n, d), and O(d³) an epoch.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    var trainer = try IALSTrainer(self, matrix: data.matrix, options: options)
    var note = ""
    for epoch in 0..<epochs {
      try options.cancellation?.check()
      options.progress?(Progress(stage: "epoch", completed: epoch, total: epochs, note: note))
      note = "loss \(Float(try trainer.runEpoch()))"
    }
    options.progress?(Progress(stage: "epoch", completed: epochs, total: epochs, note: note))
    let spectrum = try trainer.finish()
    return IALSModel(
      self, userFactors: trainer.users.factors, itemFactors: trainer.items.factors, spectrum: spectrum,
      fingerprints: Self.fingerprints(data, options.pool))
  }

  private static func fingerprints(_ data: TrainingData, _ pool: WorkerPool) -> SharedBuffer<Int64> {
    SharedBuffer(count: data.matrix.rows) { target in
      let target = SharedPointer(target)
      pool.forEach(count: (data.matrix.rows + 255) / 256) { chunk in
        for row in chunk * 256..<min((chunk + 1) * 256, data.matrix.rows) {
          target[row] = Int64(bitPattern: data.profile(of: UserRow(row)).fingerprint)
        }
      }
    }
  }
}
