public import NeedletailMath

extension SampledSoftmax {
  /// The mean loss of a batch in matrices, and its gradients.
  ///
  /// - Parameters:
  ///   - queries: queries × dimension.
  ///   - rows: the rows of `candidates.items`, gathered in that order: candidates × dimension.
  ///   - bias: a number for each candidate, empty for none.
  ///   - candidates: the targets and the negatives.
  ///   - workspace: threads and memory.
  /// - Throws: `LossError.targetNeverDrawn`.
  public func lossAndGradients(
    queries: Matrix, rows: Matrix, bias: [Float] = [], candidates: SampledCandidates,
    in workspace: SoftmaxWorkspace
  ) throws -> SoftmaxOutcome {
    try SoftmaxBatch.with(queries: queries, items: rows, bias: bias, targets: candidates.targets) { batch in
      try SoftmaxOutcome(of: batch) { try loss(batch, candidates: candidates, gradients: $0, in: workspace) }
    }
  }
}
