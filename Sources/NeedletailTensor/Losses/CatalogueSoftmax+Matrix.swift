public import NeedletailMath

extension CatalogueSoftmax {
  /// The mean loss of a batch in matrices.
  ///
  /// - Parameters:
  ///   - queries: queries × dimension.
  ///   - items: items × dimension.
  ///   - bias: a number for each item, empty for none.
  ///   - targets: the row of each query's item, or `SoftmaxBatch.ignored`.
  ///   - workspace: threads and memory.
  /// - Throws: `LossError.targetOutOfRange`.
  public func loss(
    queries: Matrix, items: Matrix, bias: [Float] = [], targets: [Int32], in workspace: SoftmaxWorkspace
  ) throws -> Double {
    try SoftmaxBatch.with(queries: queries, items: items, bias: bias, targets: targets) {
      try loss($0, in: workspace)
    }
  }

  /// The mean loss of a batch in matrices, and its gradients.
  ///
  /// - Throws: `LossError.targetOutOfRange`.
  public func lossAndGradients(
    queries: Matrix, items: Matrix, bias: [Float] = [], targets: [Int32], in workspace: SoftmaxWorkspace
  ) throws -> SoftmaxOutcome {
    try SoftmaxBatch.with(queries: queries, items: items, bias: bias, targets: targets) { batch in
      try SoftmaxOutcome(of: batch) { try loss(batch, gradients: $0, in: workspace) }
    }
  }
}

/// A softmax loss with its gradients, each of the shape of what it is the gradient of.
public struct SoftmaxOutcome: Sendable, Equatable {
  /// The mean loss in nats.
  public private(set) var loss = 0.0
  /// With respect to the queries.
  public private(set) var queries: Matrix
  /// With respect to the items.
  public private(set) var items: Matrix
  /// With respect to the biases; empty without them.
  public private(set) var bias: [Float]

  /// Makes room for the gradients of a batch and lets the closure write them.
  init(of batch: SoftmaxBatch, _ body: (SoftmaxGradients) throws -> Double) rethrows {
    queries = Matrix(rows: batch.queryCount, columns: batch.dimension)
    items = Matrix(rows: batch.itemCount, columns: batch.dimension)
    bias = [Float](repeating: 0, count: batch.bias == nil ? 0 : batch.itemCount)
    loss = try queries.withUnsafeMutableBufferPointer { queries in
      try items.withUnsafeMutableBufferPointer { items in
        try bias.withUnsafeMutableBufferPointer { bias in
          try body(
            SoftmaxGradients(
              queries: SharedPointer(queries).base, items: SharedPointer(items).base,
              bias: batch.bias == nil ? nil : SharedPointer(bias).base))
        }
      }
    }
  }
}

extension SoftmaxBatch {
  /// Calls the closure with a batch over matrices.
  ///
  /// - Precondition: the shapes agree.
  static func with<Result>(
    queries: Matrix, items: Matrix, bias: [Float], targets: [Int32], _ body: (SoftmaxBatch) throws -> Result
  ) rethrows -> Result {
    precondition(
      queries.columns == items.columns,
      "queries \(queries.rows) × \(queries.columns) with items \(items.rows) × \(items.columns)")
    precondition(targets.count == queries.rows, "\(targets.count) targets of \(queries.rows) queries")
    precondition(bias.isEmpty || bias.count == items.rows, "\(bias.count) biases of \(items.rows) items")
    return try queries.withUnsafeBufferPointer { rows in
      try items.withUnsafeBufferPointer { columns in
        try bias.withUnsafeBufferPointer { biases in
          try targets.withUnsafeBufferPointer { targets in
            try body(
              SoftmaxBatch(
                queries: rows.start, queryCount: queries.rows, items: columns.start, itemCount: items.rows,
                dimension: queries.columns, bias: biases.isEmpty ? nil : biases.baseAddress,
                targets: targets.start))
          }
        }
      }
    }
  }
}
