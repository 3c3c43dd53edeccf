/// Ends a fit when a figure on validation data has stopped getting better, and keeps the best model on the way.
///
/// An algorithm that honours it returns the model of its best epoch, and that model's `algorithm` names the
/// number of epochs that it had: what training decided can be read and repeated. Algorithms in closed form
/// ignore it.
public struct EarlyStopping: Sendable {
  /// What is measured, for progress lines: "ndcg@10".
  public var metric: String
  /// Whether smaller figures are better.
  public var isLowerBetter: Bool
  /// How many measurements in a row may bring no improvement before the fit ends.
  public var patience: Int
  /// Epochs between two measurements.
  public var interval: Int
  /// The figure of a model.
  public var measure: @Sendable (any Recommender) throws -> Double

  /// A rule.
  ///
  /// - Precondition: `patience` and `interval` are positive.
  public init(
    metric: String, isLowerBetter: Bool = false, patience: Int = 5, interval: Int = 1,
    measure: @escaping @Sendable (any Recommender) throws -> Double
  ) {
    precondition(patience >= 1 && interval >= 1, "patience \(patience), interval \(interval)")
    self.metric = metric
    self.isLowerBetter = isLowerBetter
    self.patience = patience
    self.interval = interval
    self.measure = measure
  }
}
