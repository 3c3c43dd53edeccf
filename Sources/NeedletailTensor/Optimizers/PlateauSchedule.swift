/// Lowers the learning rate when a figure has stopped getting better.
public struct PlateauSchedule: Codable, Sendable, Hashable {
  /// What the factor is multiplied by.
  public let decay: Double
  /// How many figures in a row may bring no improvement.
  public let patience: Int
  /// Whether smaller figures are better.
  public let isLowerBetter: Bool
  /// The present factor of the learning rate.
  public private(set) var factor = 1.0
  private var best: Double?
  private var misses = 0

  /// A schedule that begins with the factor 1.
  public init(decay: Double = 0.1, patience: Int = 3, isLowerBetter: Bool = true) {
    self.decay = decay
    self.patience = patience
    self.isLowerBetter = isLowerBetter
  }

  /// Takes a figure in; one that is not a number counts as no improvement.
  public mutating func report(_ figure: Double) {
    if !figure.isNaN, best.map({ isLowerBetter ? figure < $0 : figure > $0 }) ?? true {
      best = figure
      misses = 0
    } else {
      misses += 1
      if misses > patience {
        factor *= decay
        misses = 0
      }
    }
  }
}
