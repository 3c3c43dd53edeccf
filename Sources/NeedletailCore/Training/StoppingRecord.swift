/// What early stopping has come to after some epochs, so that an interrupted training stops where it would have.
public struct StoppingRecord: Sendable, Codable, Equatable {
  /// The epochs after which it stands like this.
  public var epochs: Int
  /// The best figure; nil while none was a number.
  public var best: Double?
  /// The epochs of the model that had it.
  public var bestEpochs: Int
  /// Measurements in a row without improvement.
  public var misses: Int

  /// Nothing was measured.
  public init() { (epochs, best, bestEpochs, misses) = (0, nil, 0, 0) }

  /// A record.
  public init(epochs: Int, best: Double?, bestEpochs: Int, misses: Int) {
    (self.epochs, self.best, self.bestEpochs, self.misses) = (epochs, best, bestEpochs, misses)
  }

  /// Takes a figure in; one that is not a number counts as the worst.
  ///
  /// - Returns: whether it is the best so far.
  public mutating func take(_ value: Double, after epochs: Int, isLowerBetter: Bool) -> Bool {
    self.epochs = epochs
    guard !value.isNaN, best.map({ isLowerBetter ? value < $0 : value > $0 }) ?? true else {
      misses += 1
      return false
    }
    (best, bestEpochs, misses) = (value, epochs, 0)
    return true
  }
}
