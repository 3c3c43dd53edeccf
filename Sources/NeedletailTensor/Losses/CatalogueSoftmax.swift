public import NeedletailMath

/// Mean cross-entropy of queries over a whole catalogue of items, forward and backward in one pass.
///
/// The logit of item j for query i is `(<q_i, e_j> + b_j) / temperature`; the loss is the mean over queries of
/// `−Σ_j y_j ln softmax(logits)_j`, where y is `1 − labelSmoothing` on the target plus `labelSmoothing / items` on
/// every item (Szegedy et al., CVPR 2016). The logits of all queries are never held together: a block of queries
/// meets the items range by range, each range with a normaliser of its own until all are known (after Milakov and
/// Gimelshein, arXiv:1805.02867).
///
/// Results have the same bits for any number of threads. Inputs that are not finite give a loss that is not a
/// number; a bias of minus infinity takes its item out, as long as it is no target and nothing is smoothed.
public struct CatalogueSoftmax: Sendable, Hashable {
  /// The probability that is taken from the target and spread evenly over all items, the target included.
  ///
  /// A share ε spread over the other items alone, as in Transformers4Rec, is `ε · items / (items − 1)` here.
  public let labelSmoothing: Float
  /// What the logits are divided by.
  public let temperature: Float

  /// A loss.
  ///
  /// - Parameters:
  ///   - labelSmoothing: in 0...1.
  ///   - temperature: positive.
  public init(labelSmoothing: Float = 0, temperature: Float = 1) {
    precondition((0...1).contains(labelSmoothing), "label smoothing of \(labelSmoothing), not in 0...1")
    precondition(temperature > 0 && temperature.isFinite, "a temperature of \(temperature), not positive")
    self.labelSmoothing = labelSmoothing
    self.temperature = temperature
  }

  /// The mean loss, in nats, and its gradients; 0 and zeros when no query counts.
  ///
  /// - Parameters:
  ///   - batch: queries, items and targets.
  ///   - gradients: where the gradients go, nil for the loss alone, which holds no exponentials.
  ///   - workspace: threads and memory; see `bytes(queries:items:dimension:)`.
  ///   - cancellation: looked at between ranges of items.
  /// - Throws: `LossError.targetOutOfRange`; `CancelledError`, with gradients half written.
  /// - Complexity: three products of queries × items × dimension, one without gradients.
  public func loss(
    _ batch: SoftmaxBatch, gradients: SoftmaxGradients? = nil, in workspace: SoftmaxWorkspace,
    cancellation: Cancellation? = nil
  ) throws -> Double {
    let terms = SoftmaxTerms(
      sharpness: 1 / temperature, smoothing: labelSmoothing, target: .among)
    return try SoftmaxPass.run(
      batch, candidates: batch.itemCount, terms: terms, gradients: gradients, in: workspace,
      cancellation: cancellation)
  }

  /// The bytes that a workspace grows to for the loss with gradients.
  public static func bytes(queries: Int, items: Int, dimension: Int) -> Int {
    let shape = SoftmaxShape(queries: queries, items: items, dimension: dimension)
    return SoftmaxMemory.floats(shape, gradients: true) * MemoryLayout<Float>.stride
  }
}
