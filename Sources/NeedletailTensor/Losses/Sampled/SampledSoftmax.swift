public import NeedletailMath

/// Mean cross-entropy of queries over their targets and negatives that all queries share, in place of the whole
/// catalogue.
///
/// A query's terms are its target and the negatives that are not its target. A negative stands for all items like it:
/// its logit is lowered by the logarithm of its expected count in the sample (Bengio and Senécal, IEEE TNN 2008), so
/// that with all items sampled the loss is that of `CatalogueSoftmax`.
public struct SampledSoftmax: Sendable, Hashable {
  /// Which logits are corrected for the sampling.
  public enum Correction: Sendable, Hashable {
    /// Those of negatives: the target is there with certainty, and the normaliser's expectation is that of the whole
    /// catalogue.
    case negatives
    /// Those of the target too, as if it had been drawn: the form of Jean et al. (ACL 2015) and Yi et al. (RecSys
    /// 2019).
    case all
    /// None: rank against the sample as it is.
    case none
  }

  /// What inner products with biases are divided by, before the correction.
  public let temperature: Float
  /// Which logits are corrected.
  public let correction: Correction

  /// A loss; the temperature is positive.
  public init(temperature: Float = 1, correction: Correction = .negatives) {
    precondition(temperature > 0 && temperature.isFinite, "a temperature of \(temperature), not positive")
    self.temperature = temperature
    self.correction = correction
  }

  /// The mean loss, in nats, and its gradients; 0 and zeros when no query counts.
  ///
  /// - Parameters:
  ///   - batch: its items are the rows of `candidates.items` in that order, its targets `candidates.targets`.
  ///   - candidates: the targets and the negatives.
  ///   - gradients: where the gradients go, with respect to the gathered rows; nil for the loss alone.
  ///   - workspace: threads and memory.
  ///   - cancellation: looked at between ranges of items.
  /// - Throws: `LossError`; `CancelledError`, with gradients half written.
  /// - Complexity: three products of queries × negatives × dimension, one without gradients.
  public func loss(
    _ batch: SoftmaxBatch, candidates: SampledCandidates, gradients: SoftmaxGradients? = nil,
    in workspace: SoftmaxWorkspace, cancellation: Cancellation? = nil
  ) throws -> Double {
    precondition(
      batch.itemCount == candidates.items.count && batch.queryCount == candidates.targets.count,
      """
      a batch of \(batch.queryCount) queries and \(batch.itemCount) rows for \(candidates.targets.count) targets and \
      \(candidates.items.count) candidates
      """
    )
    let bias = (0..<batch.itemCount).map { row in
      (batch.bias?[row] ?? 0) - (correction == .none ? 0 : temperature * candidates.logExpectedCounts[row])
    }
    let added = try addedToTargets(batch, candidates: candidates)
    return try bias.withUnsafeBufferPointer { bias in
      try added.withUnsafeBufferPointer { added in
        let terms = SoftmaxTerms(
          sharpness: 1 / temperature, smoothing: 0, target: .apart(added: .init(base: added.start)))
        return try SoftmaxPass.run(
          batch.replacing(bias: bias.start), candidates: candidates.negativeCount, terms: terms,
          gradients: gradients, in: workspace, cancellation: cancellation)
      }
    }
  }

  /// What is added to each query's inner product with its target.
  private func addedToTargets(_ batch: SoftmaxBatch, candidates: SampledCandidates) throws(LossError)
    -> [Float]
  {
    var added: [Float] = []
    added.reserveCapacity(batch.queryCount)
    for position in 0..<batch.queryCount {
      let row = Int(batch.targets[position])
      guard row >= 0, row < batch.itemCount else {
        added.append(0)
        continue
      }
      let count = correction == .all ? candidates.logExpectedCounts[row] : 0
      guard count > -.infinity else {
        throw .targetNeverDrawn(position: position, target: Int(candidates.items[row]))
      }
      added.append((batch.bias?[row] ?? 0) - temperature * count)
    }
    return added
  }
}
